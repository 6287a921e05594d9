//! Names of people from many places, as people there write them, and of what they do.

mod origins;

pub(super) use origins::ORIGINS;

/// Given and family names that go together; each with the form that an e-mail address uses.
pub(super) struct Origin {
    /// The language tag that `locale` shows.
    pub(super) locale: &'static str,
    /// Given names.
    pub(super) given: &'static [(&'static str, &'static str)],
    /// Family names.
    pub(super) family: &'static [(&'static str, &'static str)],
}

/// Departments, each with titles of the people there.
pub(super) const DEPARTMENTS: &[(&str, &[&str])] = &[
    (
        "Engineering",
        &[
            "Software Engineer",
            "Senior Software Engineer",
            "Site Reliability Engineer",
            "Engineering Manager",
        ],
    ),
    ("Design", &["Product Designer", "User Researcher", "Head of Design"]),
    ("Sales", &["Account Executive", "Sales Engineer", "Regional Sales Lead"]),
    ("Marketing", &["Content Strategist", "Brand Manager", "Campaign Analyst"]),
    ("Finance", &["Accountant", "Controller", "Payroll Specialist"]),
    ("People & Culture", &["Recruiter", "People Partner", "Learning Coach"]),
    ("Legal", &["Counsel", "Privacy Officer"]),
    ("Customer Support", &["Support Specialist", "Support Team Lead", "Technical Writer"]),
    ("Research", &["Research Scientist", "Data Analyst", "Lab Technician"]),
    ("Operations", &["Office Manager", "Logistics Planner", "Facilities Lead"]),
];

/// Groups as companies name them, beyond one a department.
pub(super) const GROUPS: &[&str] = &[
    "Everyone",
    "On-Call",
    "Release Managers",
    "Leadership Circle",
    "Contractors",
    "New Joiners",
    "Security Champions",
    "Café Zürich",
    "Works Council",
    "Offsite Planning",
    "API Reviewers",
    "Data Stewards",
    "Beta Testers",
    "First Responders",
];

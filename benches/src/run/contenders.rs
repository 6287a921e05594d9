//! Who takes turns in which workload.

use std::sync::Arc;

use conformance::load::Target;

use super::baselines::Baselines;
use crate::cli::{Options, Part};
use crate::figures::{Count, Driven, Make};
use crate::raw::Work;
use crate::results::Who;
use crate::subject::Subject;
use crate::turns::{Contender, How, Printed};
use crate::workload::{self, Workload};

/// One workload and all who do it.
pub(super) struct Round {
    pub(super) workload: String,
    pub(super) part: Part,
    pub(super) members: Option<usize>,
    pub(super) connections: usize,
    pub(super) contenders: Vec<Contender>,
}

impl Round {
    /// A round in which only the bare handler takes part yet.
    fn of(work: &Workload, baselines: &Baselines) -> Self {
        let target = &baselines.bare_target;
        let bare = driven(target, baselines.bare.id(), None, work, work.for_bare());
        Self {
            workload: work.name.clone(),
            part: work.part,
            members: work.members,
            connections: work.connections,
            contenders: vec![Contender { who: Who::Bare, users: 0, how: bare }],
        }
    }

    pub(super) fn title(&self) -> String {
        let members = self.members.map_or_else(String::new, |m| format!(", M = {m}"));
        format!("{}{members}, {} connections", self.workload, self.connections)
    }

    fn is_of(&self, work: &Workload) -> bool {
        self.workload == work.name
            && self.members == work.members
            && self.connections == work.connections
    }
}

/// All rounds of these parts, in the order of the workloads.
pub(super) fn rounds(
    options: &Options,
    subjects: &[Subject],
    baselines: &Baselines,
    parts: &[Part],
) -> Vec<Round> {
    let mut rounds: Vec<Round> = Vec::new();
    let largest = subjects.iter().map(|subject| subject.users).max();
    for (place, subject) in subjects.iter().enumerate() {
        let users = subject.users;
        let is_largest = Some(users) == largest;
        let floor = baselines.floors.get(place);
        let of_floor = floor.map(|floor| workload::all(&floor.known)).unwrap_or_default();
        let works = workload::all(&subject.known(options.connections)).into_iter();
        let wanted = |work: &Workload| {
            parts.contains(&work.part) && (is_largest || work.part != Part::Connections)
        };
        for work in works.filter(wanted) {
            let at = rounds.iter().position(|round| round.is_of(&work)).unwrap_or_else(|| {
                rounds.push(Round::of(&work, baselines));
                rounds.len() - 1
            });
            let round = &mut rounds[at];
            if let Some(floor) = floor.filter(|_| work.floor)
                && let Some(same) = of_floor.iter().find(|same| round.is_of(same))
            {
                let make = Arc::clone(&same.make);
                let how = driven(&floor.target, floor.process.id(), None, same, make);
                round.contenders.push(Contender { who: Who::Floor, users, how });
            }
            let database = subject.installation.database;
            let make = Arc::clone(&work.make);
            let how = driven(&subject.target, subject.process.id(), database, &work, make);
            round.contenders.push(Contender { who: Who::Server, users, how });
            for alone in work.raw.iter().filter(|_| is_largest) {
                let who = if *alone == Work::Rows { Who::Rows } else { Who::Row };
                let how = raw(baselines, place, subject, *alone, work.connections);
                round.contenders.push(Contender { who, users, how });
            }
        }
    }
    rounds
}

fn driven(
    target: &Target,
    process: u32,
    database: Option<u32>,
    work: &Workload,
    make: Make,
) -> How {
    let (target, connections) = (target.clone(), work.connections);
    let count = Count::new(connections);
    How::Driven(Driven { target, process, database, connections, make, count })
}

fn raw(
    baselines: &Baselines,
    place: usize,
    subject: &Subject,
    work: Work,
    connections: usize,
) -> How {
    let command = match subject.installation.database {
        None => "raw-sqlite",
        Some(_) => "raw-postgres",
    };
    let mut words = vec![
        command.to_owned(),
        baselines.raw[place].place(),
        "--work".to_owned(),
        work.name().to_owned(),
        "--users".to_owned(),
        subject.users.to_string(),
        "--connections".to_owned(),
        connections.to_string(),
    ];
    if let Some(process) = subject.installation.database {
        words.extend(["--process".to_owned(), process.to_string()]);
    }
    How::Printed(Printed { program: baselines.program.clone(), words })
}

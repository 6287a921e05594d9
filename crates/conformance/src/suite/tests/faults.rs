//! The suite finds what is wrong: each case passes on the fake, and fails when the fake has the
//! fault that the case is there for.

use crate::Beyond;
use crate::client::Client;
use crate::fake::{Fake, Fault, TOKEN};
use crate::suite::{Options, Verdict, run};

/// Runs one case against the fake with a fault.
async fn verdict(case: &str, fault: Fault) -> Verdict {
    let fake = Fake::start(fault).await;
    let client = Client::new(&fake.base, TOKEN).unwrap();
    let options = Options { cases: vec![case.to_owned()], ..Options::default() };
    let mut report = run(&client, &options, &mut ()).await.unwrap();
    assert_eq!(report.cases.len(), 1, "{case}");
    assert_eq!(report.is_conformant(), report.counts().failed_must == 0);
    report.cases.remove(0).verdict
}

macro_rules! faults {
    ($($fault:ident is found by $case:literal;)+) => {
        #[tokio::test]
        async fn every_fault_is_found() {
            let mut missed = Vec::new();
            $(
                let right = verdict($case, Fault::None).await;
                if right != Verdict::Passed {
                    missed.push(format!("{} without a fault: {right:?}", $case));
                }
                let wrong = verdict($case, Fault::$fault).await;
                if !matches!(wrong, Verdict::Failed { .. }) {
                    missed.push(format!("{} with {:?}: {wrong:?}", $case, Fault::$fault));
                }
            )+
            assert!(missed.is_empty(), "{}", missed.join("\n"));
        }
    };
}

faults! {
    CreatesWith200 is found by "create.a_user_is_created";
    ForgetsLocation is found by "create.a_user_is_created";
    TakesDuplicates is found by "create.a_taken_name_is_refused";
    StatusAsNumber is found by "errors.an_error_is_a_message";
    ErrorsWithoutSchemas is found by "errors.an_error_is_a_message";
    OpensIdsInAnyCase is found by "read.ids_are_exact";
    TotalsAsText is found by "read.the_total_counts_all";
    IgnoresFilters is found by "filter.case_does_not_matter_for_names";
    IgnoresFilters is found by "read.nothing_found_is_no_error";
    RepeatsFirstPage is found by "paging.pages_show_everything_once";
    HidesInactive is found by "read.inactive_users_are_read";
    ShowsPasswords is found by "projection.passwords_stay_hidden";
    IgnoresPatch is found by "patch.a_user_is_disabled";
    IgnoresDeactivation is found by "patch.a_user_is_disabled";
    RemovesAllMembers is found by "groups.only_listed_members_go";
    KeepsRemovedMembers is found by "groups.members_come_and_go";
    AddsMembersTwice is found by "groups.a_member_is_not_added_twice";
    EmptiesOnRename is found by "groups.a_group_renamed_without_path_keeps_its_members";
    KeepsDeletedGroups is found by "delete.users_of_a_deleted_group_stay";
    ForgetsETags is found by "etag.every_resource_has_a_version";
    ReplacesWhole is found by "patch-replace.a_complex_value_is_replaced";
    FreezesModified is found by "put.a_change_is_dated";
    FreezesModified is found by "patch.a_change_is_dated";
    ReusesIds is found by "delete.a_name_is_free_again";
    LetsStrangersWrite is found by "http.strangers_change_nothing";
    ComparesMomentsAsText is found by "filter.moments_are_no_texts";
    PatchKeepsVersion is found by "etag.versions_change";
    PatchIgnoresIfMatch is found by "etag.the_present_version_is_changed";
    KeepsPathsAsNames is found by "patch.names_may_be_qualified";
}

/// The same where the server says that it keeps to the interoperability profile.
const OF_THE_PROFILE: [(Fault, &str); 5] = [
    (Fault::ProfileTakesUndefined, "profile.unknown_attributes_are_refused"),
    (Fault::ProfileTakesNoPath, "profile.a_path_is_required"),
    (Fault::ProfileCutsPages, "profile.a_hundred_may_be_asked_for"),
    (Fault::ProfileDeclaresLess, "profile.types_are_declared"),
    (Fault::ProfileDescribesWrong, "schemas.standard_attributes_are_as_in_the_standard"),
];

#[tokio::test]
async fn what_breaks_the_profile_is_found() {
    for (fault, case) in OF_THE_PROFILE {
        let right = verdict(case, Fault::Profile).await;
        assert_eq!(right, Verdict::Passed, "{case} without a fault");
        let wrong = verdict(case, fault).await;
        assert!(matches!(wrong, Verdict::Failed { .. }), "{case} with {fault:?}: {wrong:?}");
    }
}

#[tokio::test]
async fn the_profile_is_no_question_to_a_server_that_does_not_claim_it() {
    for case in crate::suite::all().iter().filter(|case| case.section == "profile") {
        let Verdict::Skipped { why } = verdict(case.id, Fault::None).await else {
            panic!("{} is not skipped", case.id);
        };
        assert!(why.contains("interopProfileConformant"), "{why}");
    }
}

#[tokio::test]
async fn what_goes_beyond_the_profile_is_no_question_to_a_server_that_claims_it() {
    for (case, what) in [
        ("patch.a_user_is_disabled_without_path", Beyond::NoPath),
        ("patch.booleans_may_be_texts", Beyond::OtherJsonType),
        ("patch-add.a_filter_may_make_a_value", Beyond::NewValue),
        ("patch-replace.a_complex_value_is_replaced", Beyond::PartialReplace),
        ("patch-remove.a_filter_chooses_values", Beyond::WholeValues),
        ("extension.an_extension_of_ones_own", Beyond::Undefined),
        ("projection.passwords_stay_hidden", Beyond::Undefined),
    ] {
        let told = verdict(case, Fault::Profile).await;
        assert_eq!(told, Verdict::Skipped { why: what.refused() }, "{case}");
    }
    let whole = verdict("patch.a_user_is_disabled", Fault::Profile).await;
    assert_eq!(whole, Verdict::Passed, "what is in both is looked at");
}

#[tokio::test]
async fn a_provider_that_goes_beyond_the_profile_is_skipped_and_told_unserved() {
    let fake = Fake::start(Fault::Profile).await;
    let client = Client::new(&fake.base, TOKEN).unwrap();
    let options = Options { sections: vec!["keycloak".to_owned()], ..Options::default() };
    let report = run(&client, &options, &mut ()).await.unwrap();
    let skipped = |why: &str| why.contains("PATCH operations without a path");
    assert!(
        report
            .cases
            .iter()
            .any(|case| matches!(&case.verdict, Verdict::Skipped { why } if skipped(why))),
        "{report:#?}"
    );
    assert_eq!(report.unserved(), ["keycloak"]);
    assert!(report.is_conformant());
}

#[tokio::test]
async fn what_a_server_lacks_is_skipped_and_said() {
    let wrong = verdict("patch.a_user_is_disabled", Fault::NoPatch).await;
    let Verdict::Skipped { why } = wrong else { panic!("{wrong:?}") };
    assert!(why.contains("patch.supported"), "{why}");
}

#[tokio::test]
async fn everything_is_deleted_however_it_ends() {
    for fault in [Fault::None, Fault::CreatesWith200, Fault::IgnoresPatch] {
        let fake = Fake::start(fault).await;
        let client = Client::new(&fake.base, TOKEN).unwrap();
        let sections = ["create", "groups", "patch"].map(str::to_owned).to_vec();
        let options = Options { sections, ..Options::default() };
        let report = run(&client, &options, &mut ()).await.unwrap();
        assert!(report.counts().failed() > 0, "the fake cannot do everything");
        assert_eq!(fake.counts(), (0, 0), "{fault:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_none_ends_the_run() {
    let client = Client::new("http://127.0.0.1:1/scim/v2", TOKEN).unwrap();
    let failure = run(&client, &Options::default(), &mut ()).await.unwrap_err();
    assert!(failure.got.contains("refused"), "{failure}");
    let fake = Fake::start(Fault::None).await;
    let client = Client::new(&fake.base, "another").unwrap();
    let failure = run(&client, &Options::default(), &mut ()).await.unwrap_err();
    assert!(failure.got.contains("401"), "{failure}");
}

#[tokio::test]
async fn what_is_taken_for_what_it_means_is_tolerated() {
    let case = "create.schemas_are_required";
    let told = verdict(case, Fault::None).await;
    assert!(matches!(told, Verdict::Tolerated { .. }), "{told:?}");
    let told = verdict(case, Fault::Profile).await;
    assert!(
        matches!(told, Verdict::Failed { .. }),
        "who claims the profile has to refuse: {told:?}"
    );
    let told = verdict("patch.a_message_needs_its_schema", Fault::IgnoresPatch).await;
    assert!(matches!(told, Verdict::Failed { .. }), "nothing was done: {told:?}");

    let fake = Fake::start(Fault::None).await;
    let client = Client::new(&fake.base, TOKEN).unwrap();
    let cases = vec![case.to_owned()];
    let options = Options { cases, strict: true, ..Options::default() };
    let report = run(&client, &options, &mut ()).await.unwrap();
    assert!(matches!(report.cases[0].verdict, Verdict::Failed { .. }), "{report:#?}");
    assert_eq!(report.counts().tolerated, 0);
}

//! The suite finds what is wrong: each case passes on the fake, and fails when the fake has the
//! fault that the case is there for.

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
    EmptiesOnRename is found by "groups.a_renamed_group_keeps_its_members";
    KeepsDeletedGroups is found by "delete.users_of_a_deleted_group_stay";
    ForgetsETags is found by "etag.every_resource_has_a_version";
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

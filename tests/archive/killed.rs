//! A restore that is killed in the middle.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::Child;

use directory::archive::file::{Header, Writer};
use directory::archive::record::{Counters, Directory, EventSubject, Installation};
use directory::archive::{Digest, Packer, Sink, Table};

use crate::commands::Places;
use crate::population::set_up;

/// Enough that a restore takes a while.
const RECORDS: i64 = 300_000;

/// A backup that holds little, but much of that.
async fn large_backup(path: &Path) {
    let header = Header {
        program: "test".to_owned(),
        engine: "test".to_owned(),
        schema_level: 1,
        created: "now".to_owned(),
    };
    let file = BufWriter::new(File::create(path).expect("a file"));
    let mut writer = Writer::begin(file, &header).expect("written");
    let mut digest = Digest::default();
    let mut chunks = Vec::new();
    let mut installation = Packer::new(Table::Installation);
    installation.push(&Installation { revision: 1, key_fingerprint: None });
    chunks.extend(installation.finish());
    let mut directories = Packer::new(Table::Directories);
    let settings = "{}".to_owned();
    directories.push(&Directory { id: 1, name: "default".to_owned(), created: 0, settings });
    chunks.extend(directories.finish());
    let mut counters = Packer::new(Table::Counters);
    let none = Counters {
        directory: 1,
        users: 0,
        active_users: 0,
        groups: 0,
        nested: 0,
        removed_users: 0,
        removed_groups: 0,
        position: 0,
    };
    counters.push(&none);
    chunks.extend(counters.finish());
    let mut subjects = Packer::new(Table::EventSubjects);
    let resource_id = "01a22004-ed66-7a98-8f66-9c55da3b48cf".parse().expect("an id");
    for position in 1..=RECORDS {
        chunks.extend(subjects.push(&EventSubject { directory: 1, resource_id, position }));
    }
    chunks.extend(subjects.finish());
    for chunk in chunks {
        digest.add(&chunk).expect("in order");
        writer.put(chunk).await.expect("written");
    }
    writer.finish(&digest.finish()).expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_server_starts_on_the_half_of_a_restore() {
    let places = Places::new();
    let file = places.path("large.backup");
    large_backup(&file).await;
    set_up(&places, &places.first()).await;
    let target = places.with_key("target");
    let ways: [(&str, &Path); 2] = [("--from", &file), ("--data", &target)];
    let mut running = places.start(&["restore"], &ways);
    until_begun(&target, &mut running);
    running.kill().expect("still running");
    running.wait().expect("an end");

    let Err(refused) = places.serve(&target) else { unreachable!("a server runs on a half") };
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("has not been finished"), "{refused:?}");
    let backup = places.path("half.backup");
    let refused = places.run(&["backup"], &[("--to", &backup), ("--data", &target)]);
    assert!(refused.stderr.contains("has not been finished"), "{refused:?}");
    assert!(!backup.exists());

    let restored = places.json(&["restore"], &ways);
    let mut tables = restored["tables"].as_array().expect("tables").iter();
    let subjects = tables.find(|table| table["table"] == "event_subjects");
    assert_eq!(subjects.expect("the table")["records"], RECORDS);
    places.serve(&target).expect("a server").stop();
}

/// Waits until the restore has begun to write: the first that it commits is that it has begun.
fn until_begun(target: &Path, running: &mut Child) {
    let log = target.join("provisor.db-wal");
    let mark = b"{\"standing\":\"importing\"}";
    loop {
        assert!(running.try_wait().expect("a state").is_none(), "it has ended too soon");
        let written = std::fs::read(&log).unwrap_or_default();
        if written.windows(mark.len()).any(|window| window == mark) {
            return;
        }
        std::thread::yield_now();
    }
}

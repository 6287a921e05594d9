//! A file is read as it was written, or refused.

use futures_util::FutureExt;

use super::super::record::{Activity, Directory};
use super::super::{ArchiveError, Chunk, Packer, Sink, Summary, Table, summarize};
use super::*;

struct Collected(Vec<Chunk>);

#[async_trait::async_trait]
impl Sink for Collected {
    async fn put(&mut self, chunk: Chunk) -> Result<(), ArchiveError> {
        self.0.push(chunk);
        Ok(())
    }
}

fn chunks() -> Vec<Chunk> {
    let mut directories = Packer::new(Table::Directories);
    let name = "default".to_owned();
    directories.push(&Directory { id: 1, name, created: 7, settings: "{}".to_owned() });
    let mut activity = Packer::new(Table::Activity);
    for hour in 0..50 {
        activity.push(&Activity { directory: 1, hour, bucket: 1, changes: 9 });
    }
    directories.finish().into_iter().chain(activity.finish()).collect()
}

/// A future that never waits, to its end.
fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("nothing to wait for")
}

fn written() -> Vec<u8> {
    let header = Header {
        program: "0.1.0".to_owned(),
        engine: "none".to_owned(),
        schema_level: 3,
        created: "2026-11-28T02:00:00.000Z".to_owned(),
    };
    let mut writer = Writer::begin(Vec::new(), &header).expect("memory");
    let mut digest = super::super::Digest::default();
    for chunk in chunks() {
        digest.add(&chunk).expect("in order");
        now(writer.put(chunk)).expect("memory");
    }
    writer.finish(&digest.finish()).expect("memory")
}

fn read(bytes: &[u8]) -> Result<(Vec<Chunk>, Summary), ArchiveError> {
    let mut reader = Reader::begin(bytes)?;
    let mut collected = Collected(Vec::new());
    let summary = now(summarize(&mut reader, Some(&mut collected), &mut |_| {}))?;
    Ok((collected.0, summary))
}

#[test]
fn a_file_is_read_as_it_was_written() {
    let bytes = written();
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("provisor backup 1"));
    assert!(lines.next().is_some_and(|line| line.contains("\"created\":\"2026-11-28")));
    let (found, summary) = read(&bytes).expect("whole");
    assert_eq!(found, chunks());
    assert_eq!(summary.records(Table::Activity), 50);
    assert_eq!(summary.records(Table::Resources), 0);
}

#[test]
fn every_flipped_bit_is_noticed() {
    let bytes = written();
    for place in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[place] ^= 1 << bit;
            let error = read(&changed).expect_err("another file");
            assert!(matches!(error, ArchiveError::File(_)), "byte {place}, bit {bit}: {error}");
        }
    }
}

#[test]
fn every_missing_end_is_noticed() {
    let bytes = written();
    for length in 0..bytes.len() {
        let error = read(&bytes[..length]).expect_err("a part");
        assert!(matches!(error, ArchiveError::File(_)), "{length} bytes: {error}");
    }
    let error = read(&bytes[..bytes.len() - 1]).expect_err("a part");
    let at = bytes.len() as u64 - 1;
    assert_eq!(error, FileError::CutOff { at }.into());
}

#[test]
fn what_follows_the_end_is_noticed() {
    let mut bytes = written();
    let at = bytes.len() as u64;
    bytes.push(0);
    assert_eq!(read(&bytes).expect_err("more"), FileError::Damaged { at }.into());
}

#[test]
fn frames_cannot_be_left_out() {
    let bytes = written();
    let lines: usize = bytes.split_inclusive(|byte| *byte == b'\n').take(2).map(<[u8]>::len).sum();
    let first = frame::HEAD + chunks()[0].bytes.len() + 32;
    let mut shorter = bytes[..lines].to_vec();
    shorter.extend_from_slice(&bytes[lines + first..]);
    let at = lines as u64;
    assert_eq!(read(&shorter).expect_err("a part"), FileError::Damaged { at }.into());
}

#[test]
fn other_files_and_newer_formats_are_told_apart() {
    for other in [b"".as_slice(), b"SQLite format 3\0", b"provisor backup x\n{}\n"] {
        assert_eq!(read(other).expect_err("another"), FileError::Foreign.into());
    }
    let newer = b"provisor backup 2\n{\"whatever\":1}\n";
    assert_eq!(read(newer).expect_err("newer"), FileError::Newer { found: 2 }.into());
}

#[test]
fn a_file_from_before_there_was_a_table_is_read() {
    let header = Header {
        program: "0.1.0".to_owned(),
        engine: "none".to_owned(),
        schema_level: 3,
        created: "2026-11-28T02:00:00.000Z".to_owned(),
    };
    let mut writer = Writer::begin(Vec::new(), &header).expect("memory");
    let mut digest = super::super::Digest::default();
    for chunk in chunks() {
        digest.add(&chunk).expect("in order");
        now(writer.put(chunk)).expect("memory");
    }
    let mut older = digest.finish();
    older.tables.retain(|summary| summary.table.code() <= Table::EventSubjects.code());
    let bytes = writer.finish(&older).expect("memory");
    let (found, summary) = read(&bytes).expect("whole");
    assert_eq!(found, chunks());
    assert_eq!(summary.tables.len(), Table::ALL.len());
}

//! Reads an archive.

use std::io::{BufRead, Read};

use async_trait::async_trait;

use super::super::{ArchiveError, Chunk, Digest, Sink, Source, Summary, Table};
use super::frame::{self, HEAD, Head, TRAILER};
use super::{FORMAT, FileError, Header, MAGIC};

/// More than either of the first lines takes.
const MAX_LINE: u64 = 4_096;

/// An archive that is being read.
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    header: Header,
    seal: [u8; 32],
    /// How many bytes are known to be right.
    at: u64,
}

impl<R: BufRead + Send> Reader<R> {
    /// Reads the first lines.
    pub fn begin(mut input: R) -> Result<Self, FileError> {
        let first = line(&mut input)?;
        let version = first.strip_prefix(MAGIC.as_bytes()).ok_or(FileError::Foreign)?;
        let version = str::from_utf8(version).ok().and_then(|text| text.trim_end().parse().ok());
        match version {
            None | Some(0) => return Err(FileError::Foreign),
            Some(found) if found > FORMAT => return Err(FileError::Newer { found }),
            Some(_) => {}
        }
        let second = line(&mut input)?;
        let at = first.len() as u64;
        if !second.ends_with(b"\n") && (second.len() as u64) < MAX_LINE {
            return Err(FileError::CutOff { at: at + second.len() as u64 });
        }
        let header = serde_json::from_slice(&second).map_err(|_| FileError::Damaged { at })?;
        let seal = *blake3::Hasher::new().update(&first).update(&second).finalize().as_bytes();
        Ok(Self { input, header, seal, at: at + second.len() as u64 })
    }

    /// What the file tells of itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The next frame.
    fn frame(&mut self) -> Result<Frame, FileError> {
        let damaged = FileError::Damaged { at: self.at };
        let mut head = [0; HEAD];
        head.copy_from_slice(&self.bytes(0, HEAD as u64)?);
        let Head { code, records, bytes } = Head::from_bytes(head);
        let head_length = HEAD as u64;
        let content = self.bytes(head_length, u64::from(bytes))?;
        let seal = self.bytes(head_length + u64::from(bytes), 32)?;
        if seal != frame::seal(self.seal, head, &content) {
            return Err(damaged);
        }
        self.seal.copy_from_slice(&seal);
        self.at += head_length + u64::from(bytes) + 32;
        match Table::from_code(code) {
            Some(table) => Ok(Frame::Chunk(Chunk { table, records, bytes: content })),
            None if code == TRAILER => {
                frame::read_summary(&content).map(Frame::Trailer).ok_or(damaged)
            }
            None => Err(damaged),
        }
    }

    /// So many bytes. A wrong number asks for no more memory than the file has bytes.
    fn bytes(&mut self, already: u64, count: u64) -> Result<Vec<u8>, FileError> {
        let mut bytes = Vec::new();
        self.input.by_ref().take(count).read_to_end(&mut bytes)?;
        let length = bytes.len() as u64;
        if length < count {
            return Err(FileError::CutOff { at: self.at + already + length });
        }
        Ok(bytes)
    }

    /// Whether nothing follows.
    fn is_at_end(&mut self) -> Result<bool, FileError> {
        Ok(self.input.fill_buf()?.is_empty())
    }
}

enum Frame {
    Chunk(Chunk),
    Trailer(Summary),
}

fn line(input: &mut impl BufRead) -> Result<Vec<u8>, FileError> {
    let mut line = Vec::new();
    input.take(MAX_LINE).read_until(b'\n', &mut line)?;
    Ok(line)
}

#[async_trait]
impl<R: BufRead + Send> Source for Reader<R> {
    /// Fails unless the file is whole and as it was written. By then its chunks have been given
    /// away: who must not act on a part of a file reads it twice.
    async fn pour(&mut self, sink: &mut dyn Sink) -> Result<(), ArchiveError> {
        let mut digest = Digest::default();
        loop {
            let at = self.at;
            match self.frame()? {
                Frame::Chunk(chunk) => {
                    digest.add(&chunk)?;
                    sink.put(chunk).await?;
                }
                Frame::Trailer(summary) => {
                    let right = digest.finish() == summary;
                    return if right && self.is_at_end()? {
                        Ok(())
                    } else {
                        Err(FileError::Damaged { at: if right { self.at } else { at } }.into())
                    };
                }
            }
        }
    }
}

//! Writes an archive.

use std::io::Write;

use async_trait::async_trait;

use super::super::{ArchiveError, Chunk, Sink, Summary};
use super::frame::{self, Head, TRAILER};
use super::{FORMAT, FileError, Header, MAGIC};

/// An archive that is being written.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    seal: [u8; 32],
}

impl<W: Write + Send> Writer<W> {
    /// Begins an archive.
    pub fn begin(mut out: W, header: &Header) -> Result<Self, FileError> {
        let json =
            serde_json::to_string(header).map_err(|error| FileError::Io(error.to_string()))?;
        let lines = format!("{MAGIC}{FORMAT}\n{json}\n");
        out.write_all(lines.as_bytes())?;
        Ok(Self { out, seal: *blake3::hash(lines.as_bytes()).as_bytes() })
    }

    /// Writes the end. Only now the archive is whole.
    pub fn finish(mut self, summary: &Summary) -> Result<W, FileError> {
        self.frame(TRAILER, 0, &frame::write_summary(summary))?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn frame(&mut self, code: u8, records: u64, content: &[u8]) -> Result<(), FileError> {
        let bytes = u32::try_from(content.len())
            .map_err(|_| FileError::Io("a single record has more than 4 GiB".to_owned()))?;
        let head = Head { code, records, bytes }.to_bytes();
        self.seal = frame::seal(self.seal, head, content);
        self.out.write_all(&head)?;
        self.out.write_all(content)?;
        self.out.write_all(&self.seal)?;
        Ok(())
    }
}

#[async_trait]
impl<W: Write + Send> Sink for Writer<W> {
    async fn put(&mut self, chunk: Chunk) -> Result<(), ArchiveError> {
        Ok(self.frame(chunk.table.code(), chunk.records, &chunk.bytes)?)
    }
}

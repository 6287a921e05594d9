//! The file of a backup on the disk: written under a temporary name, so that under its own it is
//! always whole; read with errors that name it.

use std::fs::File;
use std::io::{self, BufReader, BufWriter};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use directory::archive::file::{FileError, Header, Reader, Writer};
use directory::archive::record::Installation;
use directory::archive::{ArchiveError, Chunk, Summary, Table, summarize};
use tempfile::NamedTempFile;

/// How much is written or read at once.
const BUFFER: usize = 1 << 20;

/// A backup that is being written. It vanishes unless it is kept.
pub(crate) struct NewBackup {
    path: PathBuf,
    /// Where the chunks go.
    pub(crate) writer: Writer<BufWriter<NamedTempFile>>,
}

impl NewBackup {
    /// Begins a file that is readable by its owner alone.
    pub(crate) fn begin(path: &Path, header: &Header) -> Result<Self> {
        refuse_existing(path)?;
        let name = path.file_name().context("name a file with --to, not a directory")?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(".");
        let file = tempfile::Builder::new()
            .prefix(&hidden)
            .suffix(".partial")
            .permissions(std::fs::Permissions::from_mode(0o600))
            .tempfile_in(folder(path))
            .map_err(|error| cannot_write(path, &error))?;
        let writer = Writer::begin(BufWriter::with_capacity(BUFFER, file), header)
            .map_err(|error| unwritten(path, &error))?;
        Ok(Self { path: path.to_owned(), writer })
    }

    /// Ends the file, reads it back, and gives it its name. Answers how many bytes it has.
    pub(crate) async fn keep(
        self,
        summary: &Summary,
        observer: &mut (dyn FnMut(&Chunk) + Send),
    ) -> Result<u64> {
        let path = &self.path;
        let written = self.writer.finish(summary).map_err(|error| unwritten(path, &error))?;
        let file = written.into_inner().map_err(|error| cannot_write(path, error.error()))?;
        let bytes = sync(&file).map_err(|error| cannot_write(path, &error))?;
        let read = file.reopen().map_err(|error| cannot_write(path, &error))?;
        let found = contents(read, path, observer).await?;
        if let Some(table) = summary.difference(&found.summary) {
            return Err(ArchiveError::Differs(table.name()).into());
        }
        file.persist_noclobber(path).map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => exists(path),
            _ => cannot_write(path, &error.error),
        })?;
        // The name itself must outlive a power failure as well.
        let synced = File::open(folder(path)).and_then(|folder| folder.sync_all());
        synced.map_err(|error| cannot_write(path, &error))?;
        Ok(bytes)
    }
}

/// The folder of a file.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn sync(file: &NamedTempFile) -> io::Result<u64> {
    file.as_file().sync_all()?;
    Ok(file.as_file().metadata()?.len())
}

fn refuse_existing(path: &Path) -> Result<()> {
    if path.is_dir() {
        bail!("`{}` is a directory; name a file in it with --to", path.display());
    }
    if path.exists() { Err(exists(path)) } else { Ok(()) }
}

fn exists(path: &Path) -> anyhow::Error {
    anyhow!("`{}` exists already; choose another name, or remove it first", path.display())
}

fn cannot_write(path: &Path, error: &io::Error) -> anyhow::Error {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "there is no such directory".to_owned(),
        io::ErrorKind::PermissionDenied => "this user may not write there".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => error.to_string(),
    };
    anyhow!("`{}` cannot be written: {reason}", path.display())
}

fn unwritten(path: &Path, error: &FileError) -> anyhow::Error {
    anyhow!("`{}` cannot be written: {error}", path.display())
}

/// What a backup is found to hold.
pub(crate) struct Contents {
    /// What it tells of itself.
    pub(crate) header: Header,
    /// What it holds.
    pub(crate) summary: Summary,
    /// The fingerprint of the key it was made under.
    pub(crate) key_fingerprint: Option<[u8; 32]>,
}

/// Reads a backup from beginning to end; an error unless it is whole and as it was written.
pub(crate) async fn check(
    path: &Path,
    observer: &mut (dyn FnMut(&Chunk) + Send),
) -> Result<Contents> {
    contents(open(path)?, path, observer).await
}

/// Opens a backup to be read.
pub(crate) fn reader(path: &Path) -> Result<Reader<BufReader<File>>> {
    begin(open(path)?).with_context(|| format!("`{}` cannot be used", path.display()))
}

fn open(path: &Path) -> Result<File> {
    let file = File::open(path).and_then(|file| {
        let is_directory = file.metadata()?.is_dir();
        if is_directory { Err(io::ErrorKind::IsADirectory.into()) } else { Ok(file) }
    });
    file.map_err(|error| {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::PermissionDenied => "this user may not read it".to_owned(),
            io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
            _ => error.to_string(),
        };
        anyhow!("`{}` cannot be read: {reason}", path.display())
    })
}

fn begin(file: File) -> Result<Reader<BufReader<File>>, FileError> {
    Reader::begin(BufReader::with_capacity(BUFFER, file))
}

async fn contents(
    file: File,
    path: &Path,
    observer: &mut (dyn FnMut(&Chunk) + Send),
) -> Result<Contents> {
    let wrong = || format!("`{}` cannot be used", path.display());
    let mut reader = begin(file).with_context(wrong)?;
    let header = reader.header().clone();
    let mut key_fingerprint = None;
    let mut look = |chunk: &Chunk| {
        if chunk.table == Table::Installation
            && let Some(Ok(found)) = chunk.records::<Installation>().next()
        {
            key_fingerprint = found.key_fingerprint;
        }
        observer(chunk);
    };
    let summary = summarize(&mut reader, None, &mut look).await.with_context(wrong)?;
    Ok(Contents { header, summary, key_fingerprint })
}

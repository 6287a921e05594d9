//! The configuration: a TOML file, the environment and flags. What comes later in that order wins,
//! and every value remembers where it came from.

mod address;
mod database;
mod environment;
mod file;
pub(crate) mod key;
mod log;
mod problem;
mod public_url;
mod secret_key;
mod suggest;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

pub(crate) use address::{parse_address, reachable};
pub(crate) use database::{DatabaseUrl, Pooling};
pub(crate) use log::{LogFilter, LogFormat};
pub(crate) use problem::{Origin, Problem};
pub(crate) use public_url::PublicUrl;
pub(crate) use secret_key::SecretKey;

use crate::args::{DataArgs, ServerArgs};
use key::Key;

/// Where the server listens unless told otherwise: this machine only.
pub(crate) const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7644);

/// The data directory unless told otherwise.
const DEFAULT_DATA: &str = "data";

/// The file that is read when it lies in the working directory.
const DEFAULT_FILE: &str = "provisor.toml";

/// A value and where it came from.
#[derive(Clone, Debug)]
pub(crate) struct Sourced<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

/// Everything that can be configured, decided.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) listen: Sourced<SocketAddr>,
    pub(crate) data: Sourced<PathBuf>,
    pub(crate) database_url: Sourced<Option<DatabaseUrl>>,
    pub(crate) database_pooling: Sourced<Pooling>,
    pub(crate) database_ca_file: Sourced<Option<PathBuf>>,
    pub(crate) public_url: Sourced<Option<PublicUrl>>,
    pub(crate) log: Sourced<LogFilter>,
    pub(crate) log_format: Sourced<LogFormat>,
    pub(crate) secret_key: Sourced<Option<SecretKey>>,
    pub(crate) max_body_bytes: Sourced<u32>,
    pub(crate) body_timeout_seconds: Sourced<u32>,
    pub(crate) header_timeout_seconds: Sourced<u32>,
    pub(crate) leave_seconds: Sourced<u32>,
    /// The file that was read, if any.
    pub(crate) file: Option<PathBuf>,
}

/// A text that one of the sources gives for a key.
#[derive(Clone, Debug)]
struct Raw {
    key: &'static Key,
    text: String,
    origin: Origin,
}

/// Flags as they were typed; the command line has checked the form of those that it may repeat.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flags {
    pub(crate) config: Option<PathBuf>,
    pub(crate) data: Option<PathBuf>,
    pub(crate) database_url: Option<DatabaseUrl>,
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) public_url: Option<PublicUrl>,
    pub(crate) log: Option<LogFilter>,
    pub(crate) log_format: Option<LogFormat>,
}

impl From<DataArgs> for Flags {
    fn from(args: DataArgs) -> Self {
        Self {
            config: args.config,
            data: args.data,
            database_url: args.database_url,
            ..Self::default()
        }
    }
}

impl From<ServerArgs> for Flags {
    fn from(args: ServerArgs) -> Self {
        Self {
            listen: args.listen,
            public_url: args.public_url,
            log: args.log,
            log_format: args.log_format,
            ..Self::from(args.data)
        }
    }
}

impl Config {
    /// Reads all sources. Either everything is right or all that is wrong is told at once.
    pub(crate) fn load(flags: impl Into<Flags>) -> Result<Self, Vec<Problem>> {
        Self::combine(flags.into(), crate::env::variables())
    }

    fn combine(
        flags: Flags,
        variables: Vec<(String, std::ffi::OsString)>,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let environment = environment::read(variables, &mut problems);
        let file = flags.config.or(environment.config).or_else(default_file);
        let mut layers = match &file {
            Some(path) => file::read(path, &mut problems),
            None => Vec::new(),
        };
        layers.extend(environment.values);
        layers.extend(flags.database_url.map(|url| Raw {
            key: &key::DATABASE_URL,
            text: url.reveal().to_owned(),
            origin: Origin::Flag("--database-url"),
        }));
        let mut pick = Pick { layers: &layers, problems: &mut problems };
        let config = Self {
            listen: pick.value(&key::LISTEN, flags.listen, DEFAULT_LISTEN, address::parse_address),
            data: pick.path(&key::DATA, flags.data, Path::new(DEFAULT_DATA)),
            database_url: pick.option(&key::DATABASE_URL, None, DatabaseUrl::checked),
            database_pooling: pick.value(
                &key::DATABASE_POOLING,
                None,
                Pooling::default(),
                str::parse,
            ),
            database_ca_file: pick.file(&key::DATABASE_CA_FILE),
            public_url: pick.option(&key::PUBLIC_URL, flags.public_url, str::parse),
            log: pick.value(&key::LOG, flags.log, LogFilter::default(), str::parse),
            log_format: pick.value(&key::LOG_FORMAT, flags.log_format, LogFormat::Text, str::parse),
            secret_key: pick.option(&key::SECRET_KEY, None, str::parse),
            max_body_bytes: pick.number(&key::MAX_BODY_BYTES, 16 << 20, 1 << 10..=1 << 30),
            body_timeout_seconds: pick.number(&key::BODY_TIMEOUT, 30, 1..=3_600),
            header_timeout_seconds: pick.number(&key::HEADER_TIMEOUT, 75, 1..=3_600),
            leave_seconds: pick.number(&key::LEAVE, 3, 0..=3_600),
            file,
        };
        config.check_database(&mut problems);
        if problems.is_empty() { Ok(config) } else { Err(problems) }
    }

    /// What is set for a database that is not named would be set in vain: the command would work on
    /// another database than whoever set it expects.
    fn check_database(&self, problems: &mut Vec<Problem>) {
        if self.database_url.origin != Origin::Default {
            return;
        }
        let (pooling, ca_file) = (&self.database_pooling.origin, &self.database_ca_file.origin);
        for (key, origin) in [(&key::DATABASE_POOLING, pooling), (&key::DATABASE_CA_FILE, ca_file)]
        {
            if *origin != Origin::Default {
                let reason = "it is for the database that database_url names, which is not set";
                problems.push(Problem::value(key, origin.clone(), reason));
            }
        }
    }

    /// The address under which others reach the server: the configured one, or else the one it
    /// listens on.
    pub(crate) fn public_url_for(&self, listening: SocketAddr) -> String {
        match &self.public_url.value {
            Some(url) => url.to_string(),
            None => format!("http://{}", address::reachable(listening)),
        }
    }
}

/// Why a file cannot be read, in plain words.
pub(crate) fn file_reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        std::io::ErrorKind::InvalidData => "it is not valid UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

fn default_file() -> Option<PathBuf> {
    let path = PathBuf::from(DEFAULT_FILE);
    path.exists().then_some(path)
}

/// Chooses among the layers, and checks all of them: a wrong value is wrong even where a later
/// source overrides it.
struct Pick<'a> {
    layers: &'a [Raw],
    problems: &'a mut Vec<Problem>,
}

impl Pick<'_> {
    fn value<T>(
        &mut self,
        key: &'static Key,
        flag: Option<T>,
        default: T,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Sourced<T> {
        let mut chosen = Sourced { value: default, origin: Origin::Default };
        for raw in self.layers.iter().filter(|raw| raw.key.name == key.name) {
            match parse(&raw.text) {
                Ok(value) => chosen = Sourced { value, origin: raw.origin.clone() },
                Err(reason) => {
                    self.problems.push(Problem::value(key, raw.origin.clone(), &reason));
                }
            }
        }
        match flag {
            Some(value) => Sourced { value, origin: Origin::Flag(key.flag.unwrap_or_default()) },
            None => chosen,
        }
    }

    fn option<T>(
        &mut self,
        key: &'static Key,
        flag: Option<T>,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Sourced<Option<T>> {
        self.value(key, flag.map(Some), None, |text| parse(text).map(Some))
    }

    fn number(
        &mut self,
        key: &'static Key,
        default: u32,
        allowed: RangeInclusive<u32>,
    ) -> Sourced<u32> {
        self.value(key, None, default, |text| {
            let number = text.parse().ok().filter(|number| allowed.contains(number));
            number.ok_or_else(|| {
                let (least, most) = (allowed.start(), allowed.end());
                format!("`{text}` is not a whole number from {least} to {most}")
            })
        })
    }

    fn path(
        &mut self,
        key: &'static Key,
        flag: Option<PathBuf>,
        default: &Path,
    ) -> Sourced<PathBuf> {
        let mut chosen = self.value(key, flag, default.to_owned(), |text| match text {
            "" => Err("it is empty; name a directory".to_owned()),
            text => Ok(PathBuf::from(text)),
        });
        if let Some(folder) = folder(&chosen.origin) {
            chosen.value = folder.join(&chosen.value);
        }
        chosen
    }

    fn file(&mut self, key: &'static Key) -> Sourced<Option<PathBuf>> {
        let mut chosen = self.option(key, None, |text| match text {
            "" => Err("it is empty; name a file".to_owned()),
            text => Ok(PathBuf::from(text)),
        });
        if let Some(folder) = folder(&chosen.origin) {
            chosen.value = chosen.value.map(|file| folder.join(file));
        }
        chosen
    }
}

/// A path in the file counts from the file's folder, so that it means the same wherever the program
/// is started.
fn folder(origin: &Origin) -> Option<&Path> {
    match origin {
        Origin::File { path, .. } => path.parent(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

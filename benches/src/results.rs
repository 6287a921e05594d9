//! What was measured, kept in a file: parts measured later take the place of earlier ones.

use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::cli::{Engine, Part};
use crate::figures::Figures;
use crate::machine::Machine;
use crate::seed::Import;

/// Everything that is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Results {
    pub(crate) runs: Vec<Run>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) imports: Vec<Of<Import>>,
    pub(crate) starts: Vec<Of<Start>>,
}

/// One run: what was measured together can be compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run {
    /// Numbers the runs; the parts of a run name it.
    pub(crate) id: u32,
    pub(crate) day: String,
    pub(crate) commit: String,
    pub(crate) machine: Machine,
    /// Forced appends of 4 KiB per second before and after the measurements.
    pub(crate) syncs_per_second: [f64; 2],
    pub(crate) seconds: f64,
    pub(crate) passes: usize,
}

/// Who was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Who {
    /// `provisor serve`.
    Server,
    /// An axum handler with nothing behind it.
    Bare,
    /// The same over bare SQL.
    Floor,
    /// The database alone with a user's row.
    Row,
    /// The database alone with all rows that the server writes.
    Rows,
}

/// One workload of one contender.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Measure {
    pub(crate) run: u32,
    pub(crate) engine: Engine,
    pub(crate) part: Part,
    pub(crate) workload: String,
    pub(crate) who: Who,
    pub(crate) users: usize,
    pub(crate) members: Option<usize>,
    pub(crate) connections: usize,
    pub(crate) figures: Figures,
}

/// Something of a server on a database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Of<T> {
    pub(crate) run: u32,
    pub(crate) engine: Engine,
    #[serde(flatten)]
    pub(crate) what: T,
}

/// A start of a server whose users are all there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Start {
    pub(crate) users: usize,
    /// From the start of the program until it says that it is ready.
    pub(crate) ready_ms: f64,
    /// Memory at that time, in MiB.
    pub(crate) idle_mib: f64,
}

impl Results {
    /// What is kept in a file; nothing if there is none.
    pub(crate) fn load(file: &Path) -> Result<Self> {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(error).with_context(|| file.display().to_string()),
        };
        serde_json::from_str(&text).with_context(|| file.display().to_string())
    }

    pub(crate) fn save(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        std::fs::write(file, text).with_context(|| file.display().to_string())
    }

    /// Takes in what was measured now, in the place of what was measured of the same before.
    pub(crate) fn take(&mut self, mut other: Self) {
        let first = self.runs.iter().map(|run| run.id + 1).max().unwrap_or_default();
        for run in &mut other.runs {
            run.id += first;
        }
        for measure in &mut other.measures {
            measure.run += first;
            self.measures.retain(|old| !old.is_of_the_same(measure));
        }
        for import in &mut other.imports {
            import.run += first;
            let key = |import: &Of<Import>| {
                (import.engine, import.what.users, import.what.groups, import.what.way)
            };
            self.imports.retain(|old| key(old) != key(import));
        }
        for start in &mut other.starts {
            start.run += first;
            let key = (start.engine, start.what.users);
            self.starts.retain(|old| (old.engine, old.what.users) != key);
        }
        self.runs.extend(other.runs);
        self.measures.extend(other.measures);
        self.imports.extend(other.imports);
        self.starts.extend(other.starts);
        let measures = self.measures.iter().map(|measure| measure.run);
        let imports = self.imports.iter().map(|import| import.run);
        let starts = self.starts.iter().map(|start| start.run);
        let used: Vec<u32> = measures.chain(imports).chain(starts).collect();
        self.runs.retain(|run| used.contains(&run.id));
    }

    /// The figures of a workload, which are there if it was measured.
    pub(crate) fn find(&self, wanted: &Wanted<'_>) -> Option<&Figures> {
        let found = self.measures.iter().find(|measure| {
            measure.engine == wanted.engine
                && measure.workload == wanted.workload
                && measure.who == wanted.who
                && measure.users == wanted.users
                && measure.members == wanted.members
                && wanted.connections.is_none_or(|connections| connections == measure.connections)
        });
        found.map(|measure| &measure.figures)
    }

    /// The numbers of users with which the server was measured on a database, rising.
    pub(crate) fn sizes(&self, engine: Engine) -> Vec<usize> {
        let servers = self.measures.iter().filter(|m| m.engine == engine && m.who == Who::Server);
        let mut sizes: Vec<usize> = servers.map(|measure| measure.users).collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'w> {
    pub(crate) engine: Engine,
    pub(crate) workload: &'w str,
    pub(crate) who: Who,
    pub(crate) users: usize,
    pub(crate) members: Option<usize>,
    pub(crate) connections: Option<usize>,
}

impl Measure {
    fn is_of_the_same(&self, other: &Self) -> bool {
        let key =
            |m: &Self| (m.engine, m.workload.clone(), m.who, m.users, m.members, m.connections);
        key(self) == key(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(workload: &str, users: usize, value: f64) -> Results {
        let machine =
            Machine { processor: "x".into(), cores: 2, memory_gib: 8, system: "Linux".into() };
        let run = Run {
            id: 0,
            day: "2026-01-01".into(),
            commit: "abc".into(),
            machine,
            syncs_per_second: [value; 2],
            seconds: 1.0,
            passes: 1,
        };
        let figures = Figures {
            per_second: value,
            cpu_us: value,
            database_us: 0.0,
            median_us: value,
            p99_us: value,
        };
        let measure = Measure {
            run: 0,
            engine: Engine::Sqlite,
            part: Part::Read,
            workload: workload.into(),
            who: Who::Server,
            users,
            members: None,
            connections: 16,
            figures,
        };
        Results { runs: vec![run], measures: vec![measure], ..Results::default() }
    }

    #[test]
    fn what_is_measured_again_takes_the_old_place_and_the_rest_stays() {
        let mut all = results("get", 1, 10.0);
        all.take(results("list", 1, 20.0));
        all.take(results("get", 1, 30.0));
        let values: Vec<f64> = all.measures.iter().map(|m| m.figures.per_second).collect();
        assert_eq!(values, [20.0, 30.0]);
        let runs: Vec<_> = all.runs.iter().map(|run| run.syncs_per_second[0]).collect();
        assert_eq!(runs, [20.0, 30.0], "a run of which nothing is left is forgotten");
        assert!(all.measures.iter().all(|m| all.runs.iter().any(|run| run.id == m.run)));
        all.take(results("get", 2, 40.0));
        assert_eq!(all.sizes(Engine::Sqlite), [1, 2]);
    }

    #[test]
    fn results_survive_their_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("results.json");
        assert_eq!(Results::load(&file).unwrap(), Results::default());
        let kept = results("get", 1, 10.0);
        kept.save(&file).unwrap();
        assert_eq!(Results::load(&file).unwrap(), kept);
    }
}

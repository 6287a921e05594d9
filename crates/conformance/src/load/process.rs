//! The CPU time of a server, read from Linux's `/proc`.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

/// Linux counts CPU time in hundredths of a second towards user space on every platform.
const TICK: Duration = Duration::from_millis(10);

/// What a process has used since it started, and what its child processes have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CpuTime {
    /// The process itself.
    pub own: Duration,
    /// Its child processes and theirs, those that ended included.
    pub children: Duration,
}

impl CpuTime {
    /// All of it.
    pub fn total(self) -> Duration {
        self.own + self.children
    }

    /// What was used since an earlier reading.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self {
            own: self.own.saturating_sub(earlier.own),
            children: self.children.saturating_sub(earlier.children),
        }
    }
}

/// One line of `/proc/PID/stat`.
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    parent: u32,
    own: Duration,
    ended_children: Duration,
}

/// Reads the CPU time of a process and of those that it started; the error says why it cannot be.
pub fn cpu_time(process: u32) -> Result<CpuTime, String> {
    let path = format!("/proc/{process}/stat");
    let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let stat = parse(&text).ok_or_else(|| format!("{path} has a form that is not known"))?;
    let all = others();
    let mut children = stat.ended_children;
    let mut parents = vec![process];
    while let Some(parent) = parents.pop() {
        for (id, stat) in all.iter().filter(|(_, stat)| stat.parent == parent) {
            children += stat.own + stat.ended_children;
            parents.push(*id);
        }
    }
    Ok(CpuTime { own: stat.own, children })
}

/// All processes that can be seen.
fn others() -> BTreeMap<u32, Stat> {
    let entries = fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    // A process may end while it is looked for.
    let stat = |id| parse(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?);
    ids.filter_map(|id| Some((id, stat(id)?))).collect()
}

/// Fields 4 and 14 to 17; the second field is a name in brackets that may hold spaces.
fn parse(stat: &str) -> Option<Stat> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(1);
    let parent = fields.next()?.parse().ok()?;
    let mut times = fields.skip(9).map_while(|field| field.parse::<u32>().ok());
    let mut two = || Some(TICK * (times.next()? + times.next()?));
    Some(Stat { parent, own: two()?, ended_children: two()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_read_past_odd_names() {
        let stat = parse("7 (a) b) S 1 2 3 4 5 6 7 8 9 10 250 50 20 30 20 0");
        let (own, ended_children) = (Duration::from_secs(3), Duration::from_millis(500));
        assert_eq!(stat, Some(Stat { parent: 1, own, ended_children }));
        assert_eq!(parse("7 (a) S"), None);
    }

    #[test]
    fn a_process_that_is_not_there_is_told_by_its_file() {
        let error = cpu_time(u32::MAX).unwrap_err();
        assert!(error.starts_with("/proc/4294967295/stat: "), "{error}");
    }

    #[test]
    fn what_was_used_between_two_readings_is_their_difference() {
        let time = |own, children| CpuTime {
            own: Duration::from_millis(own),
            children: Duration::from_millis(children),
        };
        assert_eq!(time(50, 70).since(time(20, 60)), time(30, 10));
        assert_eq!(time(30, 10).total(), Duration::from_millis(40));
    }
}

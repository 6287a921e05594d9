//! A closed loop: every connection sends its next request when it has read the last answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use tokio::task::JoinSet;

use crate::client::{Base, Connection, Request};
use crate::process::cpu_time;

/// Makes the request with this number.
pub(crate) type Make = Arc<dyn Fn(usize) -> Request + Send + Sync>;

/// What one measurement gave.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub(crate) struct Figures {
    /// Answers per second over all connections.
    pub(crate) per_second: f64,
    /// CPU time of the server for each answer, in microseconds.
    pub(crate) cpu_us: f64,
    /// Median time from the request to the end of the answer, in microseconds.
    pub(crate) median_us: f64,
}

/// Drives a server for some time; an error as soon as an answer is not a success.
///
/// `number` counts the requests of several measurements, so that each gets requests of its own.
pub(crate) async fn drive(
    base: &Base,
    process: u32,
    connections: usize,
    time: Duration,
    number: &Arc<AtomicUsize>,
    make: &Make,
) -> Result<Figures> {
    let mut open = Vec::new();
    for _ in 0..connections {
        open.push(Connection::open(base).await?);
    }
    let before = cpu_time(process)?;
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for mut connection in open {
        let (number, make) = (Arc::clone(number), Arc::clone(make));
        tasks.spawn(async move {
            let mut times = Vec::new();
            while start.elapsed() < time {
                let next = number.fetch_add(1, Ordering::Relaxed);
                let request = make(next);
                let sent = Instant::now();
                let (status, body) = connection.send(&request).await?;
                times.push(sent.elapsed());
                if !(200..300).contains(&status) {
                    let (method, target) = (request.method, request.target);
                    let text = String::from_utf8_lossy(&body[..body.len().min(500)]);
                    bail!("{method} {target} was answered with {status}: {text}");
                }
            }
            Ok(times)
        });
    }
    let mut times: Vec<Duration> = Vec::new();
    while let Some(done) = tasks.join_next().await {
        times.extend(done??);
    }
    let wall = start.elapsed();
    let cpu = cpu_time(process)?.saturating_sub(before);
    Ok(figures(&mut times, wall, cpu))
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn figures(times: &mut [Duration], wall: Duration, cpu: Duration) -> Figures {
    times.sort_unstable();
    let count = times.len().max(1) as f64;
    Figures {
        per_second: times.len() as f64 / wall.as_secs_f64(),
        cpu_us: cpu.as_secs_f64() * 1e6 / count,
        median_us: times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1e6),
    }
}

/// The medians of several measurements, each figure for itself.
pub(crate) fn median(all: &[Figures]) -> Figures {
    let middle = |read: fn(&Figures) -> f64| {
        let mut values: Vec<f64> = all.iter().map(read).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Figures {
        per_second: middle(|f| f.per_second),
        cpu_us: middle(|f| f.cpu_us),
        median_us: middle(|f| f.median_us),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_per_request() {
        let mut times = [3, 1, 2].map(Duration::from_millis);
        let wall = Duration::from_secs(2);
        let found = figures(&mut times, wall, Duration::from_micros(300));
        assert!((found.per_second - 1.5).abs() < 1e-9);
        assert!((found.cpu_us - 100.0).abs() < 1e-9);
        assert!((found.median_us - 2000.0).abs() < 1e-9);
    }

    #[test]
    fn an_outlier_does_not_move_the_median() {
        let figures = |x| Figures { per_second: x, cpu_us: x, median_us: x };
        let found = median(&[figures(1.0), figures(900.0), figures(2.0)]);
        assert!((found.cpu_us - 2.0).abs() < 1e-9);
    }
}

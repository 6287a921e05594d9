//! Turns and medians.

use std::time::{Duration, Instant};

/// One turn: long enough that the clock plays no part.
const TURN: Duration = Duration::from_millis(20);
const TURNS: usize = 25;

/// Somebody who reads a text.
pub(crate) struct Contender<'a> {
    name: &'static str,
    read: Box<dyn FnMut() -> bool + 'a>,
}

impl<'a> Contender<'a> {
    /// `read` says whether the text was understood.
    pub(crate) fn new(name: &'static str, read: impl FnMut() -> bool + 'a) -> Self {
        Self { name, read: Box::new(read) }
    }

    /// Nanoseconds per text in one turn.
    fn turn(&mut self, times: u32) -> f64 {
        let start = Instant::now();
        for _ in 0..times {
            (self.read)();
        }
        start.elapsed().as_secs_f64() * 1e9 / f64::from(times)
    }

    /// How often the text can be read in a turn.
    fn times(&mut self) -> u32 {
        let mut times = 16;
        loop {
            let start = Instant::now();
            self.turn(times);
            if start.elapsed() >= TURN || times > 1 << 24 {
                return times;
            }
            times *= 2;
        }
    }
}

/// Measures all of them and prints a line for each.
pub(crate) fn compare(text: &str, contenders: &mut [Contender<'_>]) {
    println!("{text}");
    let times: Vec<u32> = contenders.iter_mut().map(Contender::times).collect();
    let mut taken: Vec<Vec<f64>> = vec![Vec::with_capacity(TURNS); contenders.len()];
    for _ in 0..TURNS {
        for ((contender, times), taken) in contenders.iter_mut().zip(&times).zip(&mut taken) {
            taken.push(contender.turn(*times));
        }
    }
    let medians: Vec<f64> = taken
        .iter_mut()
        .map(|taken| {
            taken.sort_by(f64::total_cmp);
            taken[taken.len() / 2]
        })
        .collect();
    for (contender, median) in contenders.iter_mut().zip(&medians) {
        let note = if (contender.read)() { "" } else { "   (refuses the text)" };
        let ratio = median / medians[0];
        println!("  {:<18} {median:>9.0} ns {ratio:>7.2} ×{note}", contender.name);
    }
    println!();
}

//! The page: a text with places for what was measured.

use super::pictures::Picture;
use super::{PICTURES, PREFIX, sections};
use crate::cli::{Engine, Part};
use crate::results::Results;

/// The text; `{{…}}` alone on a line is such a place.
const TEXT: &str = include_str!("page.md");

/// Fills the places.
pub(super) fn write(results: &Results, pictures: &[Picture]) -> String {
    let lines = TEXT.lines().map(|line| {
        let place = line.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        match place.map(|place| place.split_once(' ').unwrap_or((place, ""))) {
            Some((kind, about)) => filled(results, pictures, kind, about),
            None => format!("{line}\n"),
        }
    });
    lines.collect()
}

fn filled(results: &Results, pictures: &[Picture], kind: &str, about: &str) -> String {
    let engine = if about.ends_with("postgres") { Engine::Postgres } else { Engine::Sqlite };
    let beside = |part| sections::beside_baselines(results, engine, part);
    match kind {
        "goals" => sections::goals(results),
        "runs" => sections::runs(results),
        "read" => beside(Part::Read),
        "list" => beside(Part::List),
        "write" => beside(Part::Write),
        "members" => beside(Part::Members),
        "connections" => beside(Part::Connections),
        "growth" => sections::growth(results, engine),
        "import" => sections::import_and_start(results),
        "plan" => sections::plan(results),
        "picture" => picture(pictures, about),
        // The test below does not let one through that nobody fills.
        _ => format!("{{{{{kind}}}}}\n"),
    }
}

/// A picture, if it was drawn.
fn picture(pictures: &[Picture], name: &str) -> String {
    let found = pictures.iter().find(|picture| picture.name == name);
    found.map_or_else(String::new, |Picture { about, .. }| {
        format!("![{about}]({PICTURES}/{PREFIX}{name}.svg)\n")
    })
}

#[cfg(test)]
mod tests {
    use super::super::{pictures, sample};
    use super::*;

    #[test]
    fn every_place_is_filled() {
        let page = write(&Results::default(), &[]);
        assert!(!page.contains("{{"), "{page}");
        assert!(page.contains("not measured") && page.contains("Not measured yet."));
    }

    #[test]
    fn what_was_measured_is_shown() {
        let results = sample::results();
        let pictures = pictures::all(&results);
        let page = write(&results, &pictures);
        assert!(!page.contains("Not measured yet."), "{page}");
        for picture in &pictures {
            assert!(page.contains(&format!("{PREFIX}{}.svg", picture.name)), "{}", picture.name);
            assert!(picture.svg.matches("class=\"fill").count() > 2 || picture.name == "memory");
            assert!(!picture.svg.contains("NaN") && !picture.svg.contains("inf"));
        }
        assert_eq!(pictures.len(), 8);
        assert!(page.contains("| SQLite: GET user | ≥ 0.50 × requests/s of bare axum,"));
    }
}

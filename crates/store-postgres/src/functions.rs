//! The functions of the schema against those of the program.

use proptest::prelude::*;
use scim::filter::Op;
use scim::filter::typed::{Expr, Root, Target, Value};
use scim::text::fold;
use store_sql::SqlValue;
use tokio_postgres::types::Type;

use crate::migrate::MIGRATIONS;
use crate::place::Purpose;
use crate::sql::Values;
use crate::testing::Bench;

/// The capital letters beyond ASCII as ranges: from, to, step, distance to the small letter.
fn ranges() -> Vec<(u32, u32, u32, i64)> {
    let mut ranges: Vec<(u32, u32, u32, i64)> = Vec::new();
    for capital in '\u{80}'..=char::MAX {
        let mut small = capital.to_lowercase();
        let (Some(small), None) = (small.next(), small.next()) else { continue };
        let (point, distance) = (u32::from(capital), i64::from(u32::from(small)));
        let distance = distance - i64::from(point);
        match ranges.last_mut() {
            _ if distance == 0 => {}
            Some((first, last, step, same))
                if *same == distance
                    && if first == last { point - *first <= 2 } else { point - *last == *step } =>
            {
                *step = point - *last;
                *last = point;
            }
            _ => ranges.push((point, point, 1, distance)),
        }
    }
    ranges
}

#[test]
fn the_letters_of_the_schema_are_those_of_the_program() {
    let items = ranges()
        .into_iter()
        .map(|(first, last, step, distance)| format!("[{first}, {last}, {step}, {distance}]"));
    let table = items.collect::<Vec<_>>().join(", ");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_there = MIGRATIONS.iter().any(|step| words(step.sql).contains(&table));
    assert!(is_there, "a new step of the schema must make scim_fold anew, with {table}");
}

#[test]
fn one_letter_becomes_two() {
    let several = ('\u{80}'..=char::MAX).filter(|char| char.to_lowercase().count() > 1);
    assert_eq!(several.collect::<Vec<_>>(), ['\u{130}']);
}

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(test);
}

#[test]
fn every_letter_is_folded_alike() {
    run(async {
        let bench = Bench::new(Purpose::Scan).await;
        let all: Vec<char> = ('\u{1}'..=char::MAX).collect();
        for part in all.chunks(100_000) {
            let texts: Vec<String> = part.chunks(50).map(|chars| chars.iter().collect()).collect();
            let expected: Vec<String> = texts.iter().map(|text| fold(text).into_owned()).collect();
            let sql = "SELECT array_agg(scim_fold(t) ORDER BY n)
                       FROM unnest($1) WITH ORDINALITY AS l (t, n)";
            let rows = bench.session.query(sql, &[(&texts, Type::TEXT_ARRAY)]).await.unwrap();
            let folded: Vec<String> = rows[0].get(0);
            for (folded, expected) in folded.iter().zip(&expected) {
                assert_eq!(folded, expected);
            }
        }
    });
}

/// Text that is nearly or wholly a moment.
fn moment() -> impl Strategy<Value = String> {
    let year = prop_oneof![
        4 => "(19|20)[0-9]{2}",
        1 => "[0-9]{4}",
        1 => "[+-]00[0-9]{4}",
        1 => Just("9999".to_owned()),
        1 => Just("-009999".to_owned()),
        1 => Just("-000000".to_owned()),
    ];
    let day = prop_oneof![
        4 => "-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
        1 => "(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])",
        1 => Just("-02-29".to_owned()),
        1 => Just("-12-31".to_owned()),
        1 => "-[0-9]{2}-[0-9]{2}",
    ];
    let clock = prop_oneof![
        4 => "[T t]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.,][0-9]{0,10})?",
        1 => "[Tt]([01][0-9]|2[0-3])([0-5][0-9]([0-6][0-9]([.,][0-9]{1,9})?)?)?",
        1 => "[Tt ][0-9]{2}(:[0-9]{2})?",
        1 => Just("T23:59:60".to_owned()),
        1 => Just(String::new()),
    ];
    let zone = prop_oneof![
        3 => "[Zz]?",
        3 => "[+-](0[0-9]|1[0-9]|2[0-9])(:?[0-6][0-9](:?[0-6][0-9]([.,][0-9]{1,9})?)?)?",
        1 => "[+-][0-9]{1,6}",
        1 => Just("+25:59:59.9".to_owned()),
    ];
    let bracket = prop_oneof![
        6 => Just(String::new()),
        1 => r"\[!?[A-Za-z_.]{1,3}([/a-zA-Z0-9+-]{0,4})\](\[[a-z]-?[a-z]=[a-z0-9-]{1,4}\])?",
        1 => r"\[!?[+-][0-2][0-9](:?[0-6][0-9])?\]",
        1 => r"\[u-ca=[a-z,]{1,3}\]",
    ];
    let space = space();
    (space.clone(), year, day, clock, zone, bracket, space)
        .prop_map(|(a, b, c, d, e, f, g)| [a, b, c, d, e, f, g].concat())
}

fn space() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        8 => Just(String::new()),
        1 => Just(" ".to_owned()),
        1 => Just("\u{a0}\t\u{2003}\n\u{b}".to_owned()),
        1 => Just("x".to_owned()),
    ]
}

/// A number as JSON has it.
fn number() -> impl Strategy<Value = serde_json::Number> {
    let near =
        prop_oneof![Just(0_i64), Just(1 << 53), Just(i64::MAX), Just(i64::MIN), Just(1 << 62)];
    let whole = (near, -3_i64..4).prop_map(|(near, step)| near.saturating_add(step));
    #[expect(clippy::cast_precision_loss, reason = "what is rounded is a number as well")]
    let rounded = whole.clone().prop_map(|whole| whole as f64);
    prop_oneof![
        whole.prop_map(serde_json::Number::from),
        any::<i64>().prop_map(serde_json::Number::from),
        any::<u64>().prop_map(serde_json::Number::from),
        (rounded, -1.0..1.0).prop_map(|(a, b)| serde_json::Number::from_f64(a + b).unwrap()),
        prop::num::f64::NORMAL.prop_map(|number| serde_json::Number::from_f64(number).unwrap()),
    ]
}

/// What scim_number makes of a number compares as the number does.
async fn numbers_compare_alike(numbers: Vec<serde_json::Number>) {
    let bench = Bench::new(Purpose::Scan).await;
    let target = Target {
        root: Root::Body,
        steps: vec!["n".to_owned()],
        multi: None,
        kind: scim::schema::Type::Decimal,
        comparison: scim::schema::Comparison::Exact,
    };
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    for number in &numbers {
        let value = match number.as_i64() {
            Some(whole) => Value::Integer(whole),
            None => Value::Decimal(number.as_f64().unwrap()),
        };
        let bound = match value {
            Value::Integer(whole) => SqlValue::Integer(whole),
            Value::Decimal(number) => SqlValue::Real(number),
            _ => unreachable!("a number"),
        };
        let values = Values::from(vec![bound]);
        for (op, sign) in [(Op::Eq, "="), (Op::Lt, "<"), (Op::Gt, ">")] {
            let sql = format!(
                "SELECT array_agg(scim_number(t::json) {sign} $1 ORDER BY n)
                 FROM unnest($2) WITH ORDINALITY AS l (t, n)"
            );
            let mut params = values.params();
            params.push((&texts, Type::TEXT_ARRAY));
            let found: Vec<bool> = bench.session.query(&sql, &params).await.unwrap()[0].get(0);
            let filter = Expr::Compare { target: target.clone(), op, value: value.clone() };
            for (other, found) in numbers.iter().zip(found) {
                let expected = filter.matches(&serde_json::json!({ "n": other }));
                assert_eq!(found, expected, "{other} {sign} {number}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, ..ProptestConfig::default() })]

    #[test]
    fn moments_are_read_alike(texts in prop::collection::vec(moment(), 3_000)) {
        run(async {
            let bench = Bench::new(Purpose::Scan).await;
            let sql = "SELECT array_agg(scim_instant(t) ORDER BY n)
                       FROM unnest($1) WITH ORDINALITY AS l (t, n)";
            let rows = bench.session.query(sql, &[(&texts, Type::TEXT_ARRAY)]).await.unwrap();
            let found: Vec<Option<i64>> = rows[0].get(0);
            for (text, found) in texts.iter().zip(found) {
                assert_eq!(found, scim::filter::instant(text), "{text:?}");
            }
        });
    }

    #[test]
    fn numbers_are_read_alike(numbers in prop::collection::vec(number(), 200)) {
        run(numbers_compare_alike(numbers));
    }
}

//! What is made of an address, and which of its hosts is taken.

use throwaway::{Database, Postgres, Silent};

use super::*;

fn place(url: &str) -> Result<Place, OpenError> {
    Place::new(&Options::new(url))
}

#[test]
fn the_location_tells_no_password() {
    for (url, expected) in [
        ("postgres://u:secret@h:5433/d?sslmode=disable", "postgres://u@h:5433/d"),
        ("postgres://u:secret@a:1,b:2/d?sslmode=disable", "postgres://u@a:1,b:2/d"),
        ("postgres://u:secret@h/d?sslmode=verify-full", "postgres://u@h:5432/d"),
        ("host=/run/pg user=u password=secret sslmode=disable", "postgres://u@/run/pg/u"),
    ] {
        assert_eq!(place(url).unwrap().location(), expected);
    }
}

#[test]
fn an_address_that_cannot_be_used_is_refused_without_telling_it() {
    for url in [
        "postgres://u:secret@h:port/d",
        "postgres://u:a@secret@h/d",
        "mysql://secret@h/d",
        "postgres:///d",
    ] {
        let Err(error) = place(url) else { panic!("{url} is refused") };
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

/// The address of a database with other hosts before its own.
fn behind(others: &[&Silent], database: &Database, parameters: &str) -> String {
    let own = format!("127.0.0.1:{}", Postgres::shared().port);
    let others = others.iter().map(|silent| format!("127.0.0.1:{},", silent.port));
    let all = format!("{}{own}", others.collect::<String>());
    format!("{}?{parameters}", database.url().replace(&own, &all))
}

#[tokio::test]
async fn silent_hosts_before_the_database_hold_up_the_first_session_alone() {
    let database = Postgres::shared().database();
    let (taking, deaf) = (Silent::taking(), Silent::deaf());
    for parameters in ["", "target_session_attrs=read-write"] {
        let place = place(&behind(&[&taking, &deaf], &database, parameters)).unwrap();
        place.connect(Purpose::Point).await.unwrap();
        assert_eq!(place.choice.order()[0], 2, "who was silent comes last");
        place.connect(Purpose::Point).await.unwrap();
    }
}

#[tokio::test]
async fn silent_hosts_are_passed_over_whichever_comes_first() {
    let database = Postgres::shared().database();
    let (taking, deaf) = (Silent::taking(), Silent::deaf());
    let url = behind(&[&taking, &deaf], &database, "load_balance_hosts=random");
    let place = place(&url).unwrap();
    for _ in 0..3 {
        place.connect(Purpose::Point).await.unwrap();
    }
}

#[tokio::test]
async fn who_is_not_connected_hears_of_each_host() {
    let (taking, deaf) = (Silent::taking(), Silent::deaf());
    let hosts = format!("127.0.0.1:{},127.0.0.1:{}", taking.port, deaf.port);
    let place = place(&format!("postgres://u@{hosts}/d?connect_timeout=1")).unwrap();
    let Err(failure) = place.connect(Purpose::Point).await else { panic!("nobody is there") };
    let text = failure.into_text();
    for silent in [&taking, &deaf] {
        let reason = format!("127.0.0.1:{}: the database does not answer", silent.port);
        assert!(text.contains(&reason), "{text}");
    }
}

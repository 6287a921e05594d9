//! First-run set-up, signing in and out, and who is kept out.

use std::time::Duration;

use axum::body::Body;
use http::{Request, StatusCode};

use super::browser::{Browser, EMAIL, PASSWORD, PUBLIC_URL};

#[tokio::test]
async fn without_an_admin_the_sign_in_page_says_how_to_make_one() {
    let mut browser = Browser::new().await;
    let answer = browser.get("/").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    let page = browser.get("/sign-in").await;
    assert!(page.text.contains("provisor admin create --email"), "{}", page.text);
    assert!(page.text.contains("set-up link"), "{}", page.text);
}

#[tokio::test]
async fn the_set_up_link_makes_one_admin_and_then_opens_nothing() {
    let mut browser = Browser::new().await;
    assert_eq!(browser.get("/setup?token=guess").await.status, StatusCode::FORBIDDEN);
    let token = browser.setup_token();
    let page = browser.get(&format!("/setup?token={token}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let answer = browser.set_up().await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    browser.cookies.clear();
    let again = browser.set_up().await;
    assert_eq!(again.location(), "/sign-in?done=set-up");
    assert_eq!(browser.service.store().admins().await.unwrap().len(), 1);
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn the_set_up_form_says_what_is_wrong_and_keeps_the_email() {
    let mut browser = Browser::new().await;
    let token = browser.setup_token();
    for (email, password, again, problem) in [
        ("ada", PASSWORD, PASSWORD, "Enter an e-mail address"),
        (EMAIL, "tr0ub4dor", "tr0ub4dor", "at least 12 characters"),
        (EMAIL, PASSWORD, "another horse battery", "not the same"),
    ] {
        let form = [
            ("token", token.as_str()),
            ("email", email),
            ("password", password),
            ("password-again", again),
        ];
        let page = browser.post("/setup", &form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains(problem), "{problem}: {}", page.text);
        assert_eq!(page.input("email"), email);
        assert!(!page.text.contains(password), "a password came back");
    }
    assert!(browser.service.store().admins().await.unwrap().is_empty());
}

#[tokio::test]
async fn signing_in_leads_back_to_where_one_came_from_and_nowhere_else() {
    let mut browser = Browser::signed_in().await;
    browser.cookies.clear();
    let answer = browser.get("/users?q=grace").await;
    assert_eq!(answer.location(), "/sign-in?next=%2Fusers%3Fq%3Dgrace");
    let page = browser.get(answer.location()).await;
    assert!(page.text.contains("value=\"/users?q=grace\""), "{}", page.text);
    for (next, location) in [("/users?q=grace", "/users?q=grace"), ("//evil.example", "/")] {
        let form = [("email", "ADA@example.com"), ("password", PASSWORD), ("next", next)];
        assert_eq!(browser.post("/sign-in", &form).await.location(), location);
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_email_look_the_same() {
    let mut browser = Browser::signed_in().await;
    browser.cookies.clear();
    for email in [EMAIL, "nobody@example.com"] {
        let page = browser.sign_in(email, "wrong horse battery").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.text.contains("The e-mail or the password is wrong."), "{}", page.text);
        assert!(browser.cookies.is_empty());
    }
}

#[tokio::test]
async fn attempts_are_limited_and_the_page_says_for_how_long() {
    let mut browser = Browser::signed_in().await;
    browser.cookies.clear();
    // Too long to be hashed, so that the test does not take its time.
    let password = "x".repeat(2000);
    for _ in 0..10 {
        assert_eq!(browser.sign_in(EMAIL, &password).await.status, StatusCode::FORBIDDEN);
    }
    let page = browser.sign_in(EMAIL, PASSWORD).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.header("retry-after").parse::<u64>().unwrap() <= 21);
    assert!(page.text.contains("Too many attempts"), "{}", page.text);
}

#[tokio::test]
async fn a_session_is_new_at_each_sign_in_and_ends_with_sign_out() {
    let mut browser = Browser::signed_in().await;
    let first = browser.cookies["provisor_session"].clone();
    browser.sign_in(EMAIL, PASSWORD).await;
    let second = browser.cookies["provisor_session"].clone();
    assert_ne!(first, second);
    browser.cookies.insert("provisor_session".to_owned(), first);
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
    browser.cookies.insert("provisor_session".to_owned(), second.clone());
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    let answer = browser.post("/sign-out", &[]).await;
    assert_eq!(answer.location(), "/sign-in?done=signed-out");
    assert!(browser.cookies.is_empty());
    browser.cookies.insert("provisor_session".to_owned(), second);
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_lasts_twelve_hours() {
    let mut browser = Browser::signed_in().await;
    browser.env.advance(Duration::from_mins(12 * 60 - 1));
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    browser.env.advance(Duration::from_secs(61));
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_for_scripts_and_other_sites() {
    let mut plain = Browser::new().await;
    let answer = plain.set_up().await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("provisor_session="), "{cookie}");
    assert!(cookie.contains("; HttpOnly; SameSite=Lax; Path=/; Max-Age=43200"), "{cookie}");
    assert!(!cookie.contains("Secure"), "{cookie}");
    let mut secure = Browser::with_secure_cookies(true).await;
    let answer = secure.set_up().await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-provisor_session="), "{cookie}");
    assert!(cookie.contains("; Secure"), "{cookie}");
    assert_eq!(secure.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn another_site_cannot_make_a_signed_in_browser_change_anything() {
    let mut browser = Browser::signed_in().await;
    for header in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let request = Request::post("/settings/configurations/scim")
            .header("host", "provisor.example.com")
            .header(header.0, header.1);
        let answer = browser.send(request, Body::from("state=on")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.text.contains("came from another site"), "{}", answer.text);
    }
    let directory = browser.service.directory("default").unwrap();
    assert_eq!(directory.settings.scim.name(), "off");
}

#[tokio::test]
async fn a_sign_in_that_the_browser_would_forget_says_where_to_go() {
    for (secure, origin, works) in [
        (true, "http://10.0.0.5:7644", false),
        (true, "http://localhost.example:7644", false),
        (true, "http://localhost:7644", true),
        (true, "http://[::1]", true),
        (true, PUBLIC_URL, true),
        (false, "http://10.0.0.5:7644", true),
    ] {
        let mut browser = Browser::with_secure_cookies(secure).await;
        browser.set_up().await;
        browser.cookies.clear();
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("email", EMAIL), ("password", PASSWORD)])
            .finish();
        let request = Request::post("/sign-in")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("host", origin.split_once("://").unwrap().1)
            .header("origin", origin);
        let answer = browser.send(request, Body::from(form)).await;
        let expected = if works { StatusCode::SEE_OTHER } else { StatusCode::FORBIDDEN };
        assert_eq!(answer.status, expected, "{origin}: {}", answer.text);
        let told = answer.text.contains(&format!("Open {PUBLIC_URL}/sign-in instead."));
        assert_eq!((told, browser.cookies.is_empty()), (!works, !works), "{origin}");
    }
}

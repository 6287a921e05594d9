//! SCIM over HTTP (RFC 7644 §3.1, §3.2).

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::Tools;
use super::discovery::is_scim;
use crate::client::Method;
use crate::urn;

cases! { "http";
    answers_are_scim: "Every body is application/scim+json",
        ["http.media-type", "http.accept-scim", "http.accept-json", "http.accept-any"];
    bodies_may_be_json: "A body may be sent as application/json",
        ["http.send-json"];
    other_bodies_are_refused: "A body of another media type is refused",
        ["http.send-other"];
    strangers_are_sent_away: "Who brings no token, or a wrong one, gets 401",
        ["http.sign-in", "http.challenge"];
    strangers_change_nothing: "Who brings a wrong token changes nothing, whatever the method",
        ["http.sign-in"];
    wrong_methods_are_refused: "A method that an endpoint lacks is refused",
        ["http.methods"];
    allowed_methods_are_told: "405 tells the methods that there are",
        ["http.allow"];
    head_is_get_without_body: "HEAD is GET without a body",
        ["http.head"];
    options_are_answered: "OPTIONS is answered",
        ["http.options"];
    a_slash_may_follow: "An endpoint may end in a slash",
        ["http.trailing-slash"];
    me_is_answered: "/Me leads to the caller, or is refused",
        ["http.me"];
}

async fn answers_are_scim(t: &Tools) -> Outcome {
    let made = t.user(json!({})).await?;
    for accept in ["application/scim+json", "application/json", "*/*"] {
        for path in [made.path.as_str(), "/Users?count=1"] {
            let answer = t.send(Method::GET, path, &[("accept", accept)], None).await?;
            answer.status(200)?;
            let kind = answer.header("content-type")?;
            // Who asks for plain JSON may get it under that name.
            let plain = accept == "application/json" && kind.starts_with("application/json");
            if !plain {
                is_scim(&answer)?;
            }
        }
    }
    is_scim(&t.post("/Users", &t.person(json!({}))).await?)
}

async fn bodies_may_be_json(t: &Tools) -> Outcome {
    for kind in [
        "application/json",
        "application/json; charset=utf-8",
        "application/scim+json; charset=UTF-8",
    ] {
        let body = Some(t.person(json!({})).to_string().into_bytes());
        let answer = t.send(Method::POST, "/Users", &[("content-type", kind)], body).await?;
        answer.status(201)?;
    }
    Ok(())
}

async fn other_bodies_are_refused(t: &Tools) -> Outcome {
    for kind in ["text/xml", "application/x-www-form-urlencoded"] {
        let body = Some(t.person(json!({})).to_string().into_bytes());
        let answer = t.send(Method::POST, "/Users", &[("content-type", kind)], body).await?;
        answer.refused(415, &[])?;
    }
    Ok(())
}

async fn strangers_are_sent_away(t: &Tools) -> Outcome {
    let bare = t.send_anonymously(Method::GET, "/Users").await?;
    bare.status(401)?.header("www-authenticate")?;
    for value in ["Bearer wrong-token-4711", "Bearer", "Nonsense x"] {
        let answer = t.send(Method::GET, "/Users", &[("authorization", value)], None).await?;
        answer.any_status(&[400, 401])?;
        if answer.answer.status == 401 {
            answer.header("www-authenticate")?;
        }
    }
    let headers = [("authorization", "Bearer wrong-token-4711")];
    let body = Some(t.person(json!({})).to_string().into_bytes());
    t.send(Method::POST, "/Users", &headers, body).await?.status(401).map(drop)
}

async fn strangers_change_nothing(t: &Tools) -> Outcome {
    t.knows(&["title"])?;
    let made = t.user(json!({"title": "Boss"})).await?;
    let put = json!({"schemas": [urn::USER], "userName": made.body["userName"], "title": "Thief"});
    let operation = json!({"op": "replace", "path": "title", "value": "Thief"});
    let patch = json!({"schemas": [urn::PATCH], "Operations": [operation]});
    for (method, body) in
        [(Method::PUT, Some(put)), (Method::PATCH, Some(patch)), (Method::DELETE, None)]
    {
        if method == Method::PATCH && !t.service.offers(Feature::Patch) {
            continue;
        }
        let body = body.map(|body| body.to_string().into_bytes());
        let headers = [("authorization", "Bearer wrong-token-4711")];
        t.send(method, &made.path, &headers, body).await?.status(401)?;
        t.get(&made.path).await?.status(200)?.is("title", "Boss")?;
    }
    Ok(())
}

async fn wrong_methods_are_refused(t: &Tools) -> Outcome {
    let made = t.user(json!({})).await?;
    let body = || Some(t.person(json!({})).to_string().into_bytes());
    t.send(Method::PUT, "/Users", &[], body()).await?.any_status(&[404, 405, 501])?;
    t.send(Method::POST, &made.path, &[], body()).await?.any_status(&[404, 405, 501]).map(drop)
}

async fn allowed_methods_are_told(t: &Tools) -> Outcome {
    let answer = t.send(Method::PUT, "/Users", &[], Some(b"{}".to_vec())).await?;
    answer.status(405)?;
    let allowed = answer.header("allow")?.to_owned();
    answer
        .that(allowed.contains("GET") && allowed.contains("POST"), "Allow with GET and POST")
        .map(drop)
}

async fn head_is_get_without_body(t: &Tools) -> Outcome {
    let made = t.user(json!({})).await?;
    let answer = t.send(Method::HEAD, &made.path, &[], None).await?;
    answer.status(200)?.that(answer.answer.body.is_empty(), "no body").map(drop)
}

async fn options_are_answered(t: &Tools) -> Outcome {
    t.send(Method::OPTIONS, "/Users", &[], None).await?.any_status(&[200, 204]).map(drop)
}

async fn a_slash_may_follow(t: &Tools) -> Outcome {
    t.get("/Users/?count=1").await?.status(200)?;
    let answer = t.post("/Users/", &t.person(json!({}))).await?;
    answer.status(201).map(drop)
}

async fn me_is_answered(t: &Tools) -> Outcome {
    let answer = t.get("/Me").await?;
    match answer.answer.status {
        200 => answer.has("id")?.has("meta.location").map(drop),
        307 | 308 => answer.header("location").map(drop),
        refused @ (403 | 404 | 501) => answer.refused(refused, &[]).map(drop),
        _ => Err(answer.fail("the caller, or where the caller is, or a SCIM error")),
    }
}

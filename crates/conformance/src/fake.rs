//! A SCIM server that is just good enough to test clients on, and that can be told to be wrong.

mod filter;
mod patch;
mod place;
mod profile;
mod store;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode, header};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::urn;
use store::Store;

/// The token that the fake accepts.
pub(crate) const TOKEN: &str = "fake-token";

/// One thing that the fake does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    ShowsPasswords,
    TakesAnyToken,
    TotalsAsText,
    TakesDuplicates,
    ForgetsExtensions,
    BooleansAsText,
    IgnoresPatch,
    IgnoresDeactivation,
    KeepsRemovedMembers,
    AddsMembersTwice,
    EmptiesOnRename,
    RefusesEmptyPush,
    KeepsDeletedGroups,
    HidesInactive,
    RepeatsFirstPage,
    AsksToWait,
    AnswersHtml,
    FailsSometimes,
    /// Not wrong, but less or more than most offer, and told in the configuration.
    NoPatch,
    NoFilter,
    Cursors,
    /// Answers all, whatever the filter.
    IgnoresFilters,
    NoConfig,
    CreatesWith200,
    ForgetsLocation,
    ForgetsETags,
    StatusAsNumber,
    ErrorsWithoutSchemas,
    OpensIdsInAnyCase,
    RemovesAllMembers,
    /// Keeps the rest of somebody who was deleted as members of groups.
    KeepsDeletedMembers,
    /// Answers a manager as the text that was sent.
    ManagersAsText,
    /// Takes a path for the name of an attribute.
    KeepsPathsAsNames,
    /// Replaces a name whole where only a part of it was sent.
    ReplacesWhole,
    /// Never moves `lastModified` on.
    FreezesModified,
    /// Gives the id of somebody who was deleted to the next of that name.
    ReusesIds,
    /// Asks for the token where something is read or created, and nowhere else.
    LetsStrangersWrite,
    ComparesMomentsAsText,
    PatchKeepsVersion,
    PatchIgnoresIfMatch,
    /// Not wrong, but keeps to the interoperability profile, and says so; the rest say so, too.
    Profile,
    ProfileTakesUndefined,
    ProfileTakesNoPath,
    ProfileCutsPages,
    /// Declares the types of e-mails only.
    ProfileDeclaresLess,
    /// Describes lists as single values.
    ProfileDescribesWrong,
}

impl Fault {
    /// Whether the fake keeps to the interoperability profile, as far as it says.
    fn has_profile(self) -> bool {
        matches!(
            self,
            Self::Profile
                | Self::ProfileTakesUndefined
                | Self::ProfileTakesNoPath
                | Self::ProfileCutsPages
                | Self::ProfileDeclaresLess
                | Self::ProfileDescribesWrong
        )
    }
}

/// A running fake; it stops when the test's runtime does.
pub(crate) struct Fake {
    pub(crate) base: String,
    store: Arc<Mutex<Store>>,
}

impl Fake {
    pub(crate) async fn start(fault: Fault) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/scim/v2", listener.local_addr().unwrap());
        let store = Arc::new(Mutex::new(Store::new(fault)));
        let app = Router::new().fallback(answer).with_state(Arc::clone(&store));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base, store }
    }

    /// How many users and groups there are.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let store = self.store.lock().unwrap();
        (store.users.len(), store.groups.len())
    }

    /// Goes on with another fault.
    pub(crate) fn turn(&self, fault: Fault) {
        self.store.lock().unwrap().fault = fault;
    }

    /// Deactivates everybody.
    pub(crate) fn deactivate_all(&self) {
        for user in self.store.lock().unwrap().users.values_mut() {
            user.insert("active".into(), json!(false));
        }
    }

    /// The names of all users.
    pub(crate) fn user_names(&self) -> Vec<String> {
        let store = self.store.lock().unwrap();
        let names = store.users.values().map(|user| user["userName"].as_str().unwrap().to_owned());
        names.collect()
    }

    /// All requests so far, as `METHOD /path?query`.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.store.lock().unwrap().log.clone()
    }
}

async fn answer(State(store): State<Arc<Mutex<Store>>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 64 << 20).await.unwrap();
    let path = parts.uri.path().trim_start_matches("/scim/v2").to_owned();
    let mut store = store.lock().unwrap();
    store.log.push(format!("{} {}", parts.method, parts.uri));
    let token = parts.headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    if store.fault == Fault::AnswersHtml {
        let page = Response::builder().status(200).header("content-type", "text/html");
        return page.body(Body::from("<h1>Welcome</h1>")).unwrap();
    }
    let asks = match store.fault {
        Fault::TakesAnyToken => false,
        Fault::LetsStrangersWrite => matches!(parts.method.as_str(), "GET" | "POST"),
        _ => true,
    };
    if token != Some(&format!("Bearer {TOKEN}")) && asks {
        return wrong(error(401, None, "wrong token"), store.fault);
    }
    if store.fault == Fault::AsksToWait && store.log.len().is_multiple_of(5) {
        let mut wait = reply(error(429, None, "slow down"));
        wait.headers_mut().insert(header::RETRY_AFTER, "0".parse().unwrap());
        return wait;
    }
    let body = serde_json::from_slice::<Value>(&body).ok();
    if store.fault == Fault::FailsSometimes && store.log.len().is_multiple_of(7) {
        return reply(error(500, None, "out of order"));
    }
    let fault = store.fault;
    let wanted = parts.headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok());
    let query = parts.uri.query().unwrap_or("");
    let answer = store.handle(parts.method.as_str(), &path, query, wanted, body);
    wrong(answer, fault)
}

/// The answer with its headers, and with what the fault does to it.
fn wrong((mut status, mut body): (u16, Option<Value>), fault: Fault) -> Response<Body> {
    if let (400.., Some(body)) = (status, &mut body) {
        match fault {
            Fault::StatusAsNumber => body["status"] = json!(status),
            Fault::ErrorsWithoutSchemas => body["schemas"] = json!([]),
            _ => {}
        }
    }
    let text = |name: &str| {
        let meta = body.as_ref().map(|body| &body["meta"][name])?;
        meta.as_str().map(str::to_owned)
    };
    let location = text("location").filter(|_| status == 201 && fault != Fault::ForgetsLocation);
    let version = text("version").filter(|_| fault != Fault::ForgetsETags);
    if status == 201 && fault == Fault::CreatesWith200 {
        status = 200;
    }
    let mut response = reply((status, body));
    for (name, value) in [(header::LOCATION, location), (header::ETAG, version)] {
        if let Some(value) = value {
            response.headers_mut().insert(name, value.parse().unwrap());
        }
    }
    response
}

fn reply((status, body): (u16, Option<Value>)) -> Response<Body> {
    let response = Response::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .header(header::CONTENT_TYPE, "application/scim+json");
    response.body(body.map_or(Body::empty(), |body| Body::from(body.to_string()))).unwrap()
}

fn error(status: u16, kind: Option<&str>, detail: &str) -> (u16, Option<Value>) {
    let mut body = json!({"schemas": [urn::ERROR], "status": status.to_string(), "detail": detail});
    if let Some(kind) = kind {
        body["scimType"] = kind.into();
    }
    (status, Some(body))
}

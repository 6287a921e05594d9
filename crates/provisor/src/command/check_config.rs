//! `provisor check-config`: the configuration as the server would see it.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::args::{OutputArgs, ServerArgs};
use crate::config::{Config, Origin, Problem, key};
use crate::failure::{BadConfig, Told};
use crate::output::Out;

/// Shows the configuration, and where each value comes from
///
/// Secrets stay hidden.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor check-config
  provisor check-config --config /etc/provisor.toml --output json")]
pub(crate) struct CheckConfigArgs {
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// A setting as it is shown.
struct Shown {
    name: &'static str,
    value: String,
    origin: String,
}

pub(crate) fn run(args: CheckConfigArgs) -> Result<()> {
    let out = Out::new();
    match (Config::load(args.server), args.output.is_json()) {
        (Ok(config), true) => out.json(&json!({
            "ok": true,
            "file": config.file,
            "settings": shown(&config)
                .map(|shown| json!({
                    "key": shown.name, "value": shown.value, "from": shown.origin,
                }))
                .to_vec(),
            "problems": [],
        })),
        (Ok(config), false) => {
            let rows =
                shown(&config).map(|shown| [shown.name.to_owned(), shown.value, shown.origin]);
            Ok(out.table(["KEY", "VALUE", "FROM"], rows)?)
        }
        (Err(problems), true) => {
            let problems: Vec<_> = problems.iter().map(Problem::to_string).collect();
            out.json(&json!({"ok": false, "problems": problems}))?;
            Err(Told.into())
        }
        (Err(problems), false) => Err(BadConfig::from(problems).into()),
    }
}

/// Every setting, in the order of [`key::ALL`].
fn shown(config: &Config) -> [Shown; 13] {
    let public_url = match &config.public_url.value {
        Some(url) => url.to_string(),
        None => config.public_url_for(config.listen.value),
    };
    let secret_key = match config.secret_key.origin {
        Origin::Default => {
            format!("kept in {}", crate::key_file::path(&config.data.value).display())
        }
        _ => "(hidden)".to_owned(),
    };
    let database_url = match &config.database_url.value {
        Some(url) => url.to_string(),
        None => "none: the database is in the data directory".to_owned(),
    };
    let ca_file = match &config.database_ca_file.value {
        Some(file) => file.display().to_string(),
        None => "none".to_owned(),
    };
    let show = |key: &key::Key, value: String, origin: &Origin| Shown {
        name: key.name,
        value,
        origin: origin.to_string(),
    };
    let (body, header) = (&config.body_timeout_seconds, &config.header_timeout_seconds);
    [
        show(&key::LISTEN, config.listen.value.to_string(), &config.listen.origin),
        show(&key::DATA, config.data.value.display().to_string(), &config.data.origin),
        show(&key::DATABASE_URL, database_url, &config.database_url.origin),
        show(
            &key::DATABASE_POOLING,
            config.database_pooling.value.to_string(),
            &config.database_pooling.origin,
        ),
        show(&key::DATABASE_CA_FILE, ca_file, &config.database_ca_file.origin),
        show(&key::PUBLIC_URL, public_url, &config.public_url.origin),
        show(&key::LOG, config.log.value.to_string(), &config.log.origin),
        show(&key::LOG_FORMAT, config.log_format.value.to_string(), &config.log_format.origin),
        show(&key::SECRET_KEY, secret_key, &config.secret_key.origin),
        show(
            &key::MAX_BODY_BYTES,
            config.max_body_bytes.value.to_string(),
            &config.max_body_bytes.origin,
        ),
        show(&key::BODY_TIMEOUT, body.value.to_string(), &body.origin),
        show(&key::HEADER_TIMEOUT, header.value.to_string(), &header.origin),
        show(&key::LEAVE, config.leave_seconds.value.to_string(), &config.leave_seconds.origin),
    ]
}

//! Questions to the person at the terminal.

use std::io::{self, BufRead, IsTerminal, Read};

use anyhow::{Context, Result, bail};

use crate::failure::Usage;
use crate::output;

/// Longer than any password; what is longer was piped in by mistake.
const MAX_PASSWORD_BYTES: u64 = 4_096;

/// Whether somebody is there to answer.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// A new password: from standard input, or asked for twice without showing it.
pub(crate) fn new_password(from_stdin: bool) -> Result<String> {
    if from_stdin {
        return read_password();
    }
    if !can_ask() {
        let text = "there is no terminal to ask for the password; give it on standard input with \
                    --password-stdin";
        return Err(Usage::new(text).into());
    }
    let first = hidden("Password: ")?;
    web::password::check(&first)?;
    if hidden("Password again: ")? != first {
        bail!("the two passwords differ; nothing was changed");
    }
    Ok(first)
}

fn hidden(prompt: &str) -> Result<String> {
    rpassword::prompt_password(prompt).context("the password cannot be read from the terminal")
}

fn read_password() -> Result<String> {
    let mut text = String::new();
    let read = io::stdin().lock().take(MAX_PASSWORD_BYTES).read_to_string(&mut text);
    read.context("the password cannot be read from standard input")?;
    // `echo` ends its line; a password does not.
    let password = text.strip_suffix('\n').unwrap_or(&text);
    Ok(password.strip_suffix('\r').unwrap_or(password).to_owned())
}

/// Lets the person choose one of some words.
pub(crate) fn choose(question: &str, choices: &[(&str, &str)]) -> Result<usize> {
    output::hint(question);
    for (word, meaning) in choices {
        output::hint(&format!("  {word:<12} {meaning}"));
    }
    let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
    loop {
        output::hint(&format!("Type {}:", words.join(" or ")));
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            bail!("no answer; nothing was changed");
        }
        if let Some(chosen) = words.iter().position(|word| *word == line.trim()) {
            return Ok(chosen);
        }
    }
}

//! What a declaration, or a resource type, means for the resources that are there.

use anyhow::{Result, bail};
use directory::{Declared, Review};
use serde_json::{Value, json};

use crate::args::OutputArgs;
use crate::output::{Out, hint};

/// Says which resources would stand against it; an error if any would. `who` they are together.
pub(super) fn report(found: &Review, output: OutputArgs, who: &str) -> Result<()> {
    if output.is_json() {
        Out::new().json(&json(found))?;
    } else {
        print(Out::new(), found)?;
    }
    if found.violating > 0 {
        bail!("{} of {} {who} stand against it", found.violating, found.checked);
    }
    Ok(())
}

/// Says that it is done, or who stands against it, so that `--accept` would be needed.
pub(super) fn conclude(made: Declared, done: &str, who: &str, accepted: &str) -> Result<()> {
    let out = Out::new();
    match made {
        Declared::Done(found) => {
            out.line(done)?;
            if found.violating > 0 {
                hint(&format!("{} {who} stand against it and stay as they are.", found.violating));
            }
            Ok(())
        }
        Declared::Violated(found) => {
            print(out, &found)?;
            bail!("nothing was changed; --accept {accepted} it all the same")
        }
    }
}

fn print(out: Out, review: &Review) -> Result<()> {
    if review.violating == 0 {
        out.line(format!("Nothing stands against it ({} looked at).", review.checked))?;
        return Ok(());
    }
    out.line(format!("{} of {} stand against it:", review.violating, review.checked))?;
    let rows = review.first.iter().flat_map(|one| {
        one.violations.iter().map(|violation| {
            let what = format!("{}: {}", violation.path, violation.problem);
            [one.resource_type.clone(), one.id.to_string(), one.display.clone(), what]
        })
    });
    out.table(["TYPE", "ID", "NAME", "WHAT"], rows)?;
    Ok(())
}

fn json(review: &Review) -> Value {
    let first = review.first.iter().map(|one| {
        let violations = one.violations.iter();
        let violations: Vec<Value> = violations
            .map(|violation| json!({"path": violation.path, "problem": violation.problem}))
            .collect();
        json!({
            "resource_type": one.resource_type,
            "id": one.id,
            "display": one.display,
            "violations": violations,
        })
    });
    json!({
        "checked": review.checked,
        "violating": review.violating,
        "first": first.collect::<Vec<_>>(),
    })
}

//! What a declaration means for the resources that are there, for people.

use anyhow::Result;
use directory::Review;
use serde_json::{Value, json};

use crate::output::Out;

/// Prints how many resources stand against a declaration, and the first of them.
pub(in crate::command) fn print(out: Out, review: &Review) -> Result<()> {
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

/// The same for scripts.
pub(in crate::command) fn json(review: &Review) -> Value {
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

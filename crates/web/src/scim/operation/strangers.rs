//! What an answer keeps to itself and the logs tell: members that the directory did not know.

use directory::Met;

use crate::scim::request::Request;

/// What the request log says of them; the operator's log hears of them as well.
pub(super) fn tell(request: &Request<'_>, met: Met) -> Option<String> {
    let text = text(met)?;
    let directory = request.caller.directory.name.as_str();
    tracing::info!(request_id = request.id, directory, "{text}");
    Some(text)
}

fn text(met: Met) -> Option<String> {
    let told = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 member was unknown and {what}")),
        _ => Some(format!("{count} members were unknown and {what}")),
    };
    let parts = [told(met.left_out, "left out"), told(met.created, "created as users")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_counted() {
        let told = |left_out, created| text(Met { left_out, created });
        assert_eq!(told(0, 0), None);
        assert_eq!(told(1, 0).as_deref(), Some("1 member was unknown and left out"));
        assert_eq!(
            told(2, 3).as_deref(),
            Some(
                "2 members were unknown and left out; 3 members were unknown and created as users"
            )
        );
    }
}

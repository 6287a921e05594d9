//! The domains whose e-mail addresses are known to belong to those who have them.

use scim::text::fold;

use crate::decide::{self, Context};
use crate::error::Error;
use crate::event::Cause;
use crate::id::DirectoryId;
use crate::service::Service;

/// The most domains that a directory can have as verified ones.
const MAX_DOMAINS: usize = 200;

impl Service {
    /// Sets the domains whose addresses are known to belong to those who have them.
    pub async fn set_verified_domains(
        &self,
        directory: DirectoryId,
        domains: &[String],
        cause: Cause,
    ) -> Result<(), Error> {
        let mut wanted = domains
            .iter()
            .map(|domain| fold(domain.trim().trim_start_matches('@')).into_owned())
            .filter(|domain| !domain.is_empty())
            .map(|domain| if is_domain(&domain) { Ok(domain) } else { Err(no_domain(&domain)) })
            .collect::<Result<Vec<_>, _>>()?;
        wanted.sort_unstable();
        wanted.dedup();
        if wanted.len() > MAX_DOMAINS {
            let detail = format!("a directory can have {MAX_DOMAINS} verified domains");
            return Err(scim::Error::invalid_value(detail).into());
        }
        let directory = self.known_directory(directory)?;
        let before = self.store.verified_domains(directory.id).await?;
        let context = Context { directory: &directory, at: self.env.now(), cause: &cause };
        if let Some(change) = decide::change_domains(&context, &before, wanted) {
            self.store.commit(change).await?;
        }
        Ok(())
    }
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(is_label)
}

fn no_domain(text: &str) -> scim::Error {
    let shown: String = text.chars().take(80).collect();
    scim::Error::invalid_value(format!("`{shown}` is not a domain such as example.com"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_told_from_other_texts() {
        for text in ["example.com", "a-b.co.uk", "xn--bcher-kva.example", "bücher.example"] {
            assert!(is_domain(text), "{text}");
        }
        for text in ["", "example", "a..b", "a b.c", "a@b.c", ".com", "example.com."] {
            assert!(!is_domain(text), "{text}");
        }
    }
}

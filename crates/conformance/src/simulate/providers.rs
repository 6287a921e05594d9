//! The providers that can be played, a file for each.

mod authentik;
mod aws;
mod cyberark;
mod entra;
mod google;
mod jumpcloud;
mod keycloak;
mod okta;
mod onelogin;
mod ping;
mod rippling;

use super::Provider;

static ALL: [&Provider; 11] = [
    &okta::OKTA,
    &entra::ENTRA,
    &onelogin::ONELOGIN,
    &jumpcloud::JUMPCLOUD,
    &google::GOOGLE,
    &ping::PING,
    &rippling::RIPPLING,
    &cyberark::CYBERARK,
    &authentik::AUTHENTIK,
    &keycloak::KEYCLOAK,
    &aws::AWS,
];

/// All providers.
pub fn providers() -> &'static [&'static Provider] {
    &ALL
}

/// The provider with that name.
pub fn provider(name: &str) -> Option<&'static Provider> {
    providers().iter().copied().find(|provider| provider.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::simulate::provider::{Speech, Topic};

    #[test]
    fn every_provider_tells_of_everything_that_it_does() {
        let mut names = BTreeSet::new();
        for provider in providers() {
            assert!(names.insert(provider.name), "{} is there twice", provider.name);
            for mode in provider.modes {
                let told: Vec<Topic> = provider.behaviours_in(mode).map(|one| one.topic).collect();
                for topic in Topic::ALL {
                    let silent = match &mode.speech {
                        Speech::Okta(_) => false,
                        Speech::Engine(style) => match topic {
                            Topic::Groups | Topic::Members => style.groups.is_none(),
                            Topic::Import => style.import.is_none(),
                            _ => false,
                        },
                    };
                    let name = (provider.name, mode.name, topic);
                    assert!(silent || told.contains(&topic), "{name:?}");
                }
                assert!(told.is_sorted(), "{} {}: {told:?}", provider.name, mode.name);
            }
            for one in provider.behaviours {
                assert!(!one.does.is_empty() && !one.source.is_empty(), "{one:?}");
                let modes = provider.modes.iter().map(|mode| mode.name).collect::<Vec<_>>();
                assert!(one.only.iter().all(|name| modes.contains(name)), "{one:?}");
            }
        }
        assert!(names.len() >= 11);
    }

    #[test]
    fn providers_and_modes_are_found_by_name() {
        let entra = provider("Entra").unwrap();
        assert_eq!(entra.mode("").unwrap().name, "default");
        assert_eq!(entra.mode("COMPLIANT").unwrap().name, "compliant");
        assert!(entra.mode("aiw").is_none() && provider("nobody").is_none());
    }
}

//! One sign-in that goes off to the provider and comes back. All that has to come back with it follows from one token, which
//! only the browser has: what it returns with is its own, or somebody else's and worth nothing.

use crate::secret;

/// How long a place may be that is returned to, in characters.
const LONGEST: usize = 500;

/// A sign-in under way.
pub struct Flow {
    token: String,
}

impl Flow {
    /// A new one.
    #[must_use]
    pub fn begin() -> Self {
        Self { token: secret::token() }
    }

    /// The one this browser holds.
    #[must_use]
    pub fn of(token: &str) -> Option<Self> {
        secret::looks_like_token(token).then(|| Self { token: token.to_owned() })
    }

    /// What the browser holds.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// By which the server knows it.
    #[must_use]
    pub fn hash(&self) -> String {
        secret::token_hash(&self.token)
    }

    /// What the provider sends back with the browser (RFC 6749, section 10.12).
    #[must_use]
    pub fn state(&self) -> String {
        secret::derived(&self.token, "openid-state")
    }

    /// What the provider signs with who it is (OpenID Connect Core, section 3.1.2.1).
    #[must_use]
    pub fn nonce(&self) -> String {
        secret::derived(&self.token, "openid-nonce")
    }

    /// What proves that who fetches the answer is who asked (RFC 7636): 43 characters, as it wants.
    #[must_use]
    pub fn verifier(&self) -> String {
        secret::derived(&self.token, "openid-verifier")
    }
}

/// Whether a place is one of this console: a path, and nothing that a browser takes for another site.
#[must_use]
pub fn is_own_place(place: &str) -> bool {
    let inside = place.strip_prefix('/').is_some_and(|rest| !rest.starts_with(['/', '\\']));
    let plain = place.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    inside && plain && place.len() <= LONGEST && !place.starts_with("/api/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_back_is_different_for_everything_and_for_everybody() {
        let (one, other) = (Flow::begin(), Flow::begin());
        let mut all = vec![];
        for flow in [&one, &other] {
            all.extend([flow.token().to_owned(), flow.hash(), flow.state(), flow.nonce(), flow.verifier()]);
        }
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 10);
        assert_eq!(Flow::of(one.token()).unwrap().state(), one.state());
        assert!(Flow::of("short").is_none() && (43..=128).contains(&one.verifier().len()));
    }

    #[test]
    fn one_returns_to_a_place_of_this_console_only() {
        for good in ["/", "/conversations", "/admin/users?group=1#top", "/a//b"] {
            assert!(is_own_place(good), "{good}");
        }
        let long = format!("/{}", "a".repeat(LONGEST));
        let bad = ["", "conversations", "//evil.example", "/\\evil.example", "https://evil.example", "/a\\b"];
        for bad in bad.into_iter().chain(["/a b", "/a\r\nset-cookie: x", "/\t/evil.example", "/api/v1/session", &long])
        {
            assert!(!is_own_place(bad), "{bad:?}");
        }
    }
}

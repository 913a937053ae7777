//! The OpenID Connect provider people sign in through: the way to it, what it says of itself, and one sign-in that goes there
//! and comes back.

mod flow;
mod line;
mod provider;

pub use flow::{Flow, is_own_place};
pub use provider::{Client, Failure, Providers};

use url::{Host, Url};

/// What the client secret is sealed for.
pub const PURPOSE: &str = "openid-secret";

/// Where the provider sends people back to, on this server.
pub const CALLBACK: &str = "/api/v1/session/openid/callback";

/// Whether an address of the provider may be spoken to: over TLS, or without it on this very machine, for who develops or
/// has the provider beside this server.
#[must_use]
pub fn is_protected(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    let bare = url.username().is_empty() && url.password().is_none();
    bare && (url.scheme() == "https" || url.scheme() == "http" && is_here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tls_only_this_machine_is_spoken_to() {
        let good =
            ["https://id.lumen.example/realms/a", "http://localhost:3000", "http://127.0.0.1/", "http://[::1]:9/"];
        for address in good {
            assert!(is_protected(&Url::parse(address).unwrap()), "{address}");
        }
        let bad = [
            "http://id.lumen.example/",
            "http://10.0.0.1/",
            "http://localhost.evil.example/",
            "ftp://localhost/",
            "https://user:secret@id.lumen.example/",
            "file:///etc/passwd",
        ];
        for address in bad {
            assert!(!is_protected(&Url::parse(address).unwrap()), "{address}");
        }
    }
}

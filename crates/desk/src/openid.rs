//! Who may come in whom an OpenID Connect provider vouches for, and as which user.

use crate::OperatorId;
use serde::{Deserialize, Serialize};

/// What a provider says of somebody who signed in there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// What it calls the person, for ever.
    pub subject: String,
    /// The e-mail address, as [`address`] makes it.
    pub email: Option<String>,
    /// Whether the provider has seen that it is the person's own; none: it does not say.
    pub email_verified: Option<bool>,
    /// The name.
    pub name: Option<String>,
}

/// Whom the company lets in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admission {
    /// Where the provider does not say whether an address is verified, it counts as such.
    pub trusts_addresses: bool,
    /// People nobody knows are made users if their address is of one of these domains; empty: they are refused.
    pub newcomers_of: Vec<String>,
}

/// A user, as far as it matters at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub operator: OperatorId,
    /// May not sign in any more, or an invitation was withdrawn.
    pub is_deactivated: bool,
    /// Is somebody at this provider already.
    pub is_linked: bool,
}

/// As whom somebody comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admitted {
    /// As the user the provider's person is known to be.
    As(OperatorId),
    /// As the user of this address, who is known to be this person of the provider's from now on.
    Linked(OperatorId),
    /// As somebody new, of this address.
    Newcomer(String),
}

/// Why somebody does not come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAdmitted {
    /// The provider tells no address, and without one nobody is known who was not here before.
    #[error("the provider tells no e-mail address")]
    NoAddress,
    /// The address may be somebody else's.
    #[error("the provider does not say that the e-mail address is verified")]
    Unverified,
    /// No user has the address.
    #[error("no user has this e-mail address")]
    Unknown,
    /// The user may not sign in any more.
    #[error("this user is deactivated")]
    Deactivated,
    /// The user of the address is another person at the provider: the address went from one to the other.
    #[error("the user of this e-mail address is linked with another account of the provider")]
    LinkedOtherwise,
}

/// Decides about somebody. `by_subject` is the user known to be this person of the provider's, `by_address` the user of the
/// address.
///
/// # Errors
/// [`NotAdmitted`].
pub fn admit(
    admission: &Admission,
    vouched: &Vouched,
    by_subject: Option<Known>,
    by_address: Option<Known>,
) -> Result<Admitted, NotAdmitted> {
    if let Some(known) = by_subject {
        return if known.is_deactivated { Err(NotAdmitted::Deactivated) } else { Ok(Admitted::As(known.operator)) };
    }
    let email = vouched.email.as_ref().ok_or(NotAdmitted::NoAddress)?;
    if !vouched.email_verified.unwrap_or(admission.trusts_addresses) {
        return Err(NotAdmitted::Unverified);
    }
    match by_address {
        Some(known) if known.is_deactivated => Err(NotAdmitted::Deactivated),
        Some(known) if known.is_linked => Err(NotAdmitted::LinkedOtherwise),
        Some(known) => Ok(Admitted::Linked(known.operator)),
        None if is_of(email, &admission.newcomers_of) => Ok(Admitted::Newcomer(email.clone())),
        None => Err(NotAdmitted::Unknown),
    }
}

/// An e-mail address as it is compared. Only ASCII letters lose their case: others fold into ASCII ("K", the sign of Kelvin),
/// and somebody's address could be made to look like another one's.
#[must_use]
pub fn address(said: &str) -> String {
    said.trim().to_ascii_lowercase()
}

fn is_of(email: &str, domains: &[String]) -> bool {
    email.rsplit_once('@').is_some_and(|(_, domain)| domains.iter().any(|it| it == domain))
}

/// Why a provider is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[cfg_attr(feature = "wire", ts(export, rename = "OpenIdTrouble"), schema(as = OpenIdTrouble))]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// An address of it is not protected by TLS, and not on this machine.
    NotProtected,
    /// Nobody answers there.
    NoConnection,
    /// No answer in time.
    TimedOut,
    /// Its certificate is not trusted, or encryption did not come about.
    Certificate,
    /// There is no discovery document, or it is none.
    NoDocument,
    /// The document names another issuer than the one that was set.
    OtherIssuer,
    /// It tells no keys to check signatures with.
    NoKeys,
    /// Client id or secret is wrong.
    Client,
    /// What it answers is not understood, or does not hold.
    NotUnderstood,
    /// The client secret was sealed with another key than the present one.
    Unreadable,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    const ANNA: OperatorId = OperatorId(Uuid::from_u128(1));
    const BEN: OperatorId = OperatorId(Uuid::from_u128(2));

    fn vouched(email: &str, email_verified: Option<bool>) -> Vouched {
        let email = Some(address(email)).filter(|email| !email.is_empty());
        Vouched { subject: "1".into(), email, email_verified, name: None }
    }

    fn known(operator: OperatorId) -> Known {
        Known { operator, is_deactivated: false, is_linked: false }
    }

    fn newcomers(domain: &str) -> Admission {
        Admission { trusts_addresses: false, newcomers_of: vec![domain.into()] }
    }

    #[test]
    fn who_was_here_is_known_whatever_the_address_says_now() {
        let anna = Some(Known { is_linked: true, ..known(ANNA) });
        for told in [vouched("", None), vouched("ben@lumen.example", Some(true)), vouched("x", Some(false))] {
            assert_eq!(admit(&Admission::default(), &told, anna, Some(known(BEN))), Ok(Admitted::As(ANNA)));
        }
    }

    #[test]
    fn an_address_counts_when_it_is_verified() {
        let decide = |verified, trusts_addresses| {
            let admission = Admission { trusts_addresses, ..Admission::default() };
            admit(&admission, &vouched("Anna@Lumen.example", verified), None, Some(known(ANNA)))
        };
        assert_eq!(decide(Some(true), false), Ok(Admitted::Linked(ANNA)));
        assert_eq!(decide(None, true), Ok(Admitted::Linked(ANNA)));
        assert_eq!(decide(None, false), Err(NotAdmitted::Unverified));
        assert_eq!(decide(Some(false), true), Err(NotAdmitted::Unverified), "what is said is not overruled");
    }

    #[test]
    fn an_address_that_went_to_another_person_is_refused() {
        let linked = Some(Known { is_linked: true, ..known(ANNA) });
        let told = vouched("anna@lumen.example", Some(true));
        assert_eq!(admit(&newcomers("lumen.example"), &told, None, linked), Err(NotAdmitted::LinkedOtherwise));
    }

    #[test]
    fn newcomers_come_from_the_companys_domains() {
        let admission = newcomers("lumen.example");
        let decide = |email| admit(&admission, &vouched(email, Some(true)), None, None);
        assert_eq!(decide("Max@LUMEN.example"), Ok(Admitted::Newcomer("max@lumen.example".into())));
        for other in ["max@elsewhere.example", "max@lumen.example.evil", "max@sub.lumen.example", "lumen.example"] {
            assert_eq!(decide(other), Err(NotAdmitted::Unknown), "{other}");
        }
        let told = vouched("max@lumen.example", Some(true));
        assert_eq!(admit(&Admission::default(), &told, None, None), Err(NotAdmitted::Unknown));
        assert_eq!(admit(&admission, &vouched("", Some(true)), None, None), Err(NotAdmitted::NoAddress));
    }

    #[test]
    fn letters_that_only_look_alike_stay_apart() {
        assert_eq!(address(" Anna@Lumen.Example "), "anna@lumen.example");
        assert_ne!(address("\u{212a}lara@lumen.example"), "klara@lumen.example");
    }

    fn somebody() -> impl Strategy<Value = Option<Known>> {
        let one = (1_u128..4, any::<bool>(), any::<bool>()).prop_map(|(id, is_deactivated, is_linked)| Known {
            operator: OperatorId(Uuid::from_u128(id)),
            is_deactivated,
            is_linked,
        });
        proptest::option::of(one)
    }

    proptest! {
        #[test]
        fn nobody_comes_in_who_is_deactivated_or_without_a_subject_or_a_verified_address(
            by_subject in somebody(), by_address in somebody(), verified in any::<Option<bool>>(),
            trusts_addresses in any::<bool>(), has_address in any::<bool>(), takes_newcomers in any::<bool>(),
        ) {
            let newcomers_of = if takes_newcomers { vec!["lumen.example".into()] } else { vec![] };
            let admission = Admission { trusts_addresses, newcomers_of };
            let told = vouched(if has_address { "a@lumen.example" } else { "" }, verified);
            let is_sure = has_address && (verified == Some(true) || verified.is_none() && trusts_addresses);
            match admit(&admission, &told, by_subject, by_address) {
                Ok(Admitted::As(id)) => prop_assert!(by_subject.is_some_and(|it| it.operator == id && !it.is_deactivated)),
                Ok(Admitted::Linked(id)) => {
                    let fits = by_address.is_some_and(|it| it.operator == id && !it.is_deactivated && !it.is_linked);
                    prop_assert!(by_subject.is_none() && is_sure && fits);
                }
                Ok(Admitted::Newcomer(_)) => {
                    prop_assert!(by_subject.is_none() && by_address.is_none() && is_sure && takes_newcomers);
                }
                Err(_) => {}
            }
        }
    }
}

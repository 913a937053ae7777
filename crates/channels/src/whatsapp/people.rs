//! Who a client of WhatsApp is: by a user id of this business (BSUID), by a phone number, or both.
//!
//! Source: WhatsApp Business Platform, "Business-scoped user IDs" (2026): who has a username may have no number here.

use crate::graph::{id, member, text};
use crate::{Identity, Person};
use serde_json::Value;

/// The people a delivery names, beside and not beside their messages.
pub(super) struct Contacts(Vec<Value>);

impl Contacts {
    /// The list `contacts` of a delivery.
    pub(super) fn of(contacts: &Value) -> Self {
        Self(contacts.as_array().cloned().unwrap_or_default())
    }

    /// Who wrote under this number or user id. The lists are not in the same order; a single contact is the one, if nothing
    /// speaks against it.
    pub(super) fn person(&self, phone: Option<String>, user: Option<String>) -> Option<Person> {
        let is = |contact: &&Value| {
            let same = |key: &str, told: &Option<String>| told.is_some() && id(contact, key) == *told;
            same("wa_id", &phone) || same("user_id", &user)
        };
        let may_be = |contact: &&Value| {
            let agree = |key: &str, told: &Option<String>, same: fn(&str, &str) -> bool| match (id(contact, key), told)
            {
                (Some(one), Some(other)) => same(&one, other),
                _ => true,
            };
            agree("wa_id", &phone, is_one_number) && agree("user_id", &user, |one, other| one == other)
        };
        let only = if let [only] = self.0.as_slice() { Some(only).filter(may_be) } else { None };
        let contact = self.0.iter().find(is).or(only).unwrap_or(&Value::Null);
        let told = [id(contact, "user_id"), user, id(contact, "wa_id"), phone];
        person(&told, text(member(contact, "profile"), "name"))
    }
}

/// Numbers of Mexico and Brazil are told with and without a digit behind the country's or the town's.
fn is_one_number(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let end = |digits: &[u8]| digits.last_chunk::<8>().copied();
    one == other || (one.get(..2) == other.get(..2) && end(one).is_some() && end(one) == end(other))
}

/// Who is known by these, whichever of them are numbers and which user ids.
fn person(told: &[Option<String>], name: Option<&str>) -> Option<Person> {
    let known = identities(told);
    let phone = known.iter().find(|one| one.kind == "whatsapp_phone").map(|one| format!("+{}", one.value));
    (!known.is_empty()).then(|| Person { known, name: name.map(|name| name.trim().to_owned()), phone })
}

/// In what ways a contact is known.
pub(super) fn known_as(contact: &Value) -> Vec<Identity> {
    identities(&[id(contact, "user_id"), id(contact, "wa_id")])
}

/// The identities in these, user ids first. A user id was met in the place of a number: what it is decides, not where it stands.
pub(super) fn identities(told: &[Option<String>]) -> Vec<Identity> {
    let mut known: Vec<Identity> = Vec::new();
    for told in told.iter().flatten() {
        let one = match digits(told) {
            Some(value) => Identity { kind: "whatsapp_phone", value },
            None => Identity { kind: "whatsapp_user", value: told.chars().take(256).collect() },
        };
        if !known.contains(&one) {
            known.push(one);
        }
    }
    known.sort_by_key(|one| one.kind == "whatsapp_phone");
    known
}

/// The digits of a phone number.
pub(super) fn digits(told: &str) -> Option<String> {
    let digits: String = told.chars().filter(|sign| !matches!(sign, '+' | ' ' | '-' | '(' | ')')).collect();
    ((7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn known(person: Option<Person>) -> Vec<(&'static str, String)> {
        person.unwrap().known.into_iter().map(|one| (one.kind, one.value)).collect()
    }

    #[test]
    fn contacts_are_found_by_what_they_are_and_not_by_where_they_stand() {
        let contacts = Contacts::of(&json!([
            {"wa_id": "421", "user_id": "SK.1", "profile": {"name": "Jana"}},
            {"wa_id": "16505551234", "profile": {"name": "Sheena"}},
            {"user_id": "SK.2", "profile": {"name": null}},
        ]));
        let sheena = contacts.person(Some("16505551234".into()), None).unwrap();
        assert_eq!((sheena.name.as_deref(), sheena.phone.as_deref()), (Some("Sheena"), Some("+16505551234")));
        assert_eq!(known(contacts.person(None, Some("SK.2".into()))), [("whatsapp_user", "SK.2".into())]);
        assert_eq!(contacts.person(Some("491701234567".into()), None).unwrap().name, None);
        assert_eq!(contacts.person(None, None), None);
    }

    #[test]
    fn the_only_contact_is_who_wrote_even_under_another_form_of_the_number() {
        let contacts = Contacts::of(&json!([{"wa_id": "5215512345678", "user_id": "MX.1"}]));
        assert_eq!(
            known(contacts.person(Some("525512345678".into()), None)),
            [
                ("whatsapp_user", "MX.1".into()),
                ("whatsapp_phone", "5215512345678".into()),
                ("whatsapp_phone", "525512345678".into())
            ]
        );
    }

    /// Two people must not become one.
    #[test]
    fn the_only_contact_is_not_who_wrote_if_it_is_somebody_else() {
        let contacts =
            Contacts::of(&json!([{"wa_id": "421905123456", "user_id": "SK.1", "profile": {"name": "Jana"}}]));
        let other = contacts.person(Some("421911000111".into()), None).unwrap();
        assert_eq!((other.known.len(), other.name), (1, None));
        assert_eq!(known(contacts.person(None, Some("SK.2".into()))), [("whatsapp_user", "SK.2".into())]);
        let brazil = Contacts::of(&json!([{"wa_id": "551187654321", "profile": {"name": "Ana"}}]));
        assert_eq!(brazil.person(Some("5511987654321".into()), None).unwrap().name.as_deref(), Some("Ana"));
    }

    #[test]
    fn a_user_id_in_the_place_of_a_number_is_no_number() {
        let person = Contacts::of(&json!(null)).person(Some("SK.13491208655302741918".into()), None).unwrap();
        assert_eq!((person.known[0].kind, person.phone), ("whatsapp_user", None));
    }
}

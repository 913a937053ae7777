//! Taking one client out of a delivery: his or her words are gone, and what is told of others is read as before.

use crate::{channel_of, fixture, json, read};
use channels::{Heard, Identity, What};

fn known_in(heard: &Heard) -> Vec<Identity> {
    heard.who.iter().flat_map(|who| who.known.clone()).collect()
}

fn is_of(heard: &Heard, whom: &[Identity]) -> bool {
    let named = known_in(heard);
    let moved = if let What::Moved { to, .. } = &heard.what { to.clone() } else { Vec::new() };
    named.iter().chain(&moved).any(|one| whom.contains(one))
}

/// The messenger's own ids of somebody.
fn ids(whom: &[Identity]) -> Vec<&str> {
    whom.iter().map(|one| one.value.rsplit('/').next().unwrap()).collect()
}

#[test]
fn of_every_delivery_the_clients_part_goes_and_the_rest_is_read_as_before() {
    for name in json("expect.json").as_object().unwrap().keys() {
        let all = read(name);
        for whom in all.iter().map(known_in).filter(|known| !known.is_empty()) {
            let sifted = channel_of(name).without(&fixture(name), &whom).unwrap_or_else(|| panic!("{name}"));
            let (gone, left): (Vec<_>, Vec<_>) = all.iter().cloned().partition(|one| is_of(one, &whom));
            assert_eq!(sifted.gone.len(), gone.len(), "{name}");
            assert!(gone.iter().all(|one| sifted.gone.contains(one)), "{name}");
            let Some(text) = sifted.left else {
                assert_eq!(left, [], "{name}");
                continue;
            };
            assert_eq!(channel_of(name).read(text.as_bytes()), left, "{name}: {text}");
            assert!(!ids(&whom).iter().any(|id| text.contains(id)), "{name} names {whom:?}: {text}");
        }
    }
}

#[test]
fn a_delivery_that_tells_nothing_of_a_client_stays_as_it_came() {
    let nobody = [
        Identity { kind: "whatsapp_phone", value: "420111222333".into() },
        Identity { kind: "messenger", value: "112233445566778/42".into() },
    ];
    for name in json("expect.json").as_object().unwrap().keys() {
        assert_eq!(channel_of(name).without(&fixture(name), &nobody), None, "{name}");
    }
}

/// Somebody else's words may name the client: they are the other's.
#[test]
fn what_others_say_of_a_client_stays() {
    let body = r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
        "metadata":{"phone_number_id":"106540352242922"},
        "contacts":[{"wa_id":"421905123456","profile":{"name":"Jana"}},{"wa_id":"421911000111","profile":{"name":"Petr"}}],
        "messages":[
            {"from":"421905123456","id":"wamid.1","timestamp":"1793600000","type":"text","text":{"body":"Secret"}},
            {"from":"421911000111","id":"wamid.2","timestamp":"1793600001","type":"text","text":{"body":"Call +421905123456"}},
            {"from":"421911000111","id":"wamid.3","timestamp":"1793600002","type":"strange","strange":{"of":"421905123456"}}]}}]}]}"#;
    let jana = [Identity { kind: "whatsapp_phone", value: "421905123456".into() }];
    let whatsapp = channels::of("whatsapp").unwrap();
    let sifted = whatsapp.without(body.as_bytes(), &jana).unwrap();
    let left = sifted.left.unwrap();
    assert!(left.contains("Call +421905123456") && left.contains("Petr"), "{left}");
    assert!(!left.contains("Secret") && !left.contains("Jana"), "{left}");
    let petr = whatsapp.read(left.as_bytes());
    assert_eq!(petr[0].who.as_ref().unwrap().name.as_deref(), Some("Petr"));
    assert_eq!(sifted.gone.iter().map(|one| one.key.as_str()).collect::<Vec<_>>(), ["message:wamid.1"]);
}

//! What INDEX.md says of reading beyond `expect.json`.

use crate::{json, read};
use channels::{FailedWhy, Heard, Item, MediaKind, Part, Progress, Said, What};

fn said(name: &str) -> Said {
    match read(name).remove(0).what {
        What::Said(said) => said,
        what => panic!("{name}: {what:?}"),
    }
}

#[test]
fn every_file_has_its_expectation() {
    let expected = json("expect.json");
    for folder in ["messenger", "whatsapp"] {
        for file in std::fs::read_dir(format!("{}/fixtures/{folder}", env!("CARGO_MANIFEST_DIR"))).unwrap() {
            let name = format!("{folder}/{}", file.unwrap().file_name().to_str().unwrap());
            assert!(expected.get(&name).is_some(), "{name}");
        }
    }
}

#[test]
fn three_pictures_are_one_message_in_their_order() {
    let said = said("messenger/m04_album_with_text.json");
    let names: Vec<_> = said
        .parts
        .iter()
        .filter_map(|part| if let Part::Media(media) = part { media.name.as_deref() } else { None })
        .collect();
    assert_eq!(
        names,
        ["48123456_1000000000000041_n.jpg", "48123456_1000000000000042_n.jpg", "48123456_1000000000000043_n.jpg"]
    );
}

#[test]
fn a_thumb_is_a_sticker_and_a_shared_link_is_no_medium() {
    assert!(matches!(&said("messenger/m08_sticker_like.json").parts[..],
        [Part::Media(media)] if media.kind == MediaKind::Sticker && media.id.as_deref() == Some("369239263222822")));
    assert_eq!(said("messenger/m22_fallback_link_share.json").parts.len(), 1);
}

#[test]
fn a_pressed_button_shows_its_label() {
    let said = said("messenger/m12_postback_button.json");
    assert_eq!(
        (said.parts, said.payload.as_deref()),
        (vec![Part::Text("Talk to a person".into())], Some("HANDOFF_HUMAN"))
    );
}

#[test]
fn where_an_advertisement_led_from_is_told_by_its_title() {
    let What::Referred(referral) = read("messenger/m14_referral_existing_thread_ad.json").remove(0).what else {
        panic!()
    };
    assert_eq!(referral.source.as_deref(), Some("Autumn sale"));
    assert_eq!(said("messenger/m15_message_from_ctm_ad.json").referral.unwrap().reference, None);
    let whatsapp = said("whatsapp/w19_referral_ctwa.json").referral.unwrap();
    assert_eq!(whatsapp.source.as_deref(), Some("https://fb.me/3cr4Wqqkv"));
    assert_eq!(whatsapp.reference.as_deref(), Some("Aff-n8ZTODiE79d22KtAwQKj9e_mIEOO"));
}

#[test]
fn a_sign_is_put_and_taken_away_in_this_order() {
    let heard = read("messenger/m16_reaction_then_unreact.json");
    let signs: Vec<_> = heard
        .iter()
        .map(|one| if let What::Reacted { emoji, .. } = &one.what { emoji.as_deref() } else { panic!() })
        .collect();
    assert_eq!(signs, [Some("❤️"), None]);
    assert_ne!(heard[0].key, heard[1].key);
}

#[test]
fn a_receipt_without_a_time_has_none() {
    assert!(read("messenger/m18_delivery_mids.json").iter().all(|one| one.at.is_none()));
}

#[test]
fn messages_of_two_pages_come_in_the_order_of_their_times() {
    let heard = read("messenger/m23_batch_two_pages.json");
    assert!(heard.is_sorted_by_key(|one| one.at));
    let accounts: Vec<_> = heard.iter().map(|one| one.account.as_deref().unwrap()).collect();
    assert_eq!(accounts, ["112233445566778", "998877665544332", "112233445566778"]);
}

#[test]
fn the_other_program_that_took_a_client_is_told() {
    assert_eq!(
        read("messenger/m25_handover_take.json")[0].what,
        What::Held { by_us: false, by: Some("263902037430900".into()) }
    );
}

#[test]
fn names_of_clients_come_along() {
    let name = |file: &str| read(file).remove(0).who.unwrap().name;
    assert_eq!(name("whatsapp/w01_text_2026.json").as_deref(), Some("Jana Nováková"));
    assert_eq!(name("whatsapp/w29_bsuid_only.json").as_deref(), Some("Jana N."));
}

#[test]
fn the_same_person_with_and_without_a_number_has_one_identity_in_common() {
    let known = |file: &str| read(file).remove(0).who.unwrap().known;
    assert_eq!(known("whatsapp/w29_bsuid_only.json")[0], known("whatsapp/w01_text_2026.json")[0]);
}

#[test]
fn media_of_whatsapp_have_bare_types_and_what_is_passed_on_answers_nothing() {
    let Part::Media(voice) = said("whatsapp/w06_voice_note.json").parts.remove(0) else { panic!() };
    assert_eq!(voice.media_type.as_deref(), Some("audio/ogg"));
    assert_eq!(said("whatsapp/w05_video_forwarded.json").reply_to, None);
    let image = said("whatsapp/w04_image_caption_url.json");
    let [Part::Media(media), Part::Text(caption)] = &image.parts[..] else { panic!("{image:?}") };
    assert!(media.url.as_deref().unwrap().starts_with("https://lookaside.fbsbx.com/"));
    assert_eq!(caption, "môj účet");
}

#[test]
fn cards_are_those_of_the_message_and_not_its_sender() {
    let Part::Contacts(cards) = said("whatsapp/w10_contacts.json").parts.remove(0) else { panic!() };
    assert_eq!((cards[0].name.as_str(), cards[0].company.as_deref()), ("Barbara J. Johnson", Some("Social Tsunami")));
    assert_eq!((cards[1].name.as_str(), cards[1].phones.as_slice()), ("Taxi", &["16 333".to_owned()][..]));
}

#[test]
fn a_form_shows_its_words_and_keeps_its_answers() {
    let payload = said("whatsapp/w17_flow_nfm_reply.json").payload.unwrap();
    let answers: serde_json::Value = serde_json::from_str(&payload).unwrap();
    assert_eq!(answers["first_name"], "Bob");
}

#[test]
fn what_is_not_supported_says_what_it_is() {
    assert_eq!(said("whatsapp/w18_unsupported_poll.json").parts, [Part::Unsupported { kind: "poll".into() }]);
}

#[test]
fn failures_say_why() {
    let failed = |file: &str| match read(file).remove(0).what {
        What::Receipt(receipt) => match receipt.progress {
            Progress::Failed(failure) => failure,
            progress => panic!("{progress:?}"),
        },
        what => panic!("{what:?}"),
    };
    assert_eq!(failed("whatsapp/w23_status_failed_131047.json").why, FailedWhy::Window);
    let bare = failed("whatsapp/w24_status_failed_131026_bare.json");
    assert_eq!((bare.why, bare.said.as_str()), (FailedWhy::Unreachable, "Message undeliverable"));
    let What::Account(limit) = read("whatsapp/w28_value_errors.json").remove(0).what else { panic!() };
    assert_eq!(limit.why, FailedWhy::TooFast);
}

#[test]
fn an_order_has_prices_as_they_are_written() {
    let Part::Order(items) = said("whatsapp/w31_order.json").parts.remove(0) else { panic!() };
    let item = |product: &str, quantity: &str, price: &str| Item {
        product: product.into(),
        quantity: quantity.into(),
        price: Some(price.into()),
        currency: Some("USD".into()),
    };
    assert_eq!(items, [item("di9ozbzfi4", "2", "30"), item("nqryix03ez", "1", "25.5")]);
}

#[test]
fn what_staff_wrote_on_the_phone_goes_to_the_client_it_was_written_to() {
    let heard = read("whatsapp/w32_smb_message_echo.json").remove(0);
    assert_eq!(heard.who.unwrap().phone.as_deref(), Some("+421905123456"));
    assert!(matches!(heard.what, What::Echo { ours: None, .. }));
}

#[test]
fn told_of_the_whole_business_account_it_belongs_to_no_number() {
    let Heard { account, at, .. } = read("whatsapp/w33_template_status_update.json").remove(0);
    assert_eq!((account, at.unwrap().as_second()), (None, 1_793_600_000));
}

#[test]
fn no_two_things_of_the_fixtures_have_one_key_but_the_duplicates() {
    let expected = json("expect.json");
    let names = expected.as_object().unwrap().keys().filter(|name| !name.contains("duplicate"));
    let keys: Vec<_> = names.flat_map(|name| read(name)).map(|one| (one.account, one.key)).collect();
    let unlike: std::collections::BTreeSet<_> = keys.iter().collect();
    assert_eq!(unlike.len(), keys.len());
}

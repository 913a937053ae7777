//! Which addresses a link may lead to: those of the public internet, and none that mean something only here.

use ipnet::{Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(a: u16, b: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), prefix)
}

/// Source: the IANA IPv4 Special-Purpose Address Registry, multicast and what is reserved.
const NOT_PUBLIC: [Ipv4Net; 17] = [
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    // Carriers' own; a cloud's metadata is there as well (100.100.100.200).
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    // Link-local: clouds answer with their secrets at 169.254.169.254.
    v4(169, 254, 0, 0, 16),
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 31, 196, 0, 24),
    v4(192, 52, 193, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(192, 175, 48, 0, 24),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    // Multicast, reserved and broadcast.
    v4(224, 0, 0, 0, 3),
];

/// Azure's platform answers here from within its machines only, though it looks public.
const PLATFORM: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

/// All global unicast addresses; whatever is outside (mapped, translated, unique local, link-local, multicast) is none.
const GLOBAL: Ipv6Net = v6(0x2000, 0, 3);

/// Source: the IANA IPv6 Special-Purpose Address Registry. 6to4 and Teredo carry an IPv4 address inside.
const NOT_GLOBAL: [Ipv6Net; 5] =
    [v6(0x2001, 0, 23), v6(0x2001, 0xdb8, 32), v6(0x2002, 0, 16), v6(0x2620, 0x4f, 32), v6(0x3fff, 0, 20)];

/// Whether this is an address of the public internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address != PLATFORM && !NOT_PUBLIC.iter().any(|net| net.contains(&address)),
        IpAddr::V6(address) => GLOBAL.contains(&address) && !NOT_GLOBAL.iter().any(|net| net.contains(&address)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_of_the_internet_are_public() {
        for address in ["1.1.1.1", "93.184.215.14", "172.32.0.1", "100.128.0.1", "223.255.255.255", "2606:4700::1111"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn nothing_of_the_house_is_public() {
        for address in [
            ["0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.255"],
            [
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.168.1.1",
                "198.19.0.1",
            ],
            ["203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "198.51.100.1"],
            ["::", "::1", "::ffff:127.0.0.1", "::ffff:1.1.1.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1"],
            ["fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1", "5f00::1"],
            ["2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::", "3fff::1", "2001:10::1", "2001:20::1"],
        ]
        .as_flattened()
        {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }
}

/**
 * Domains of e-mail relays: behind their addresses stands a mailbox that nobody is told.
 *
 * @module
 */
import { Schema } from "effect"

/** Small letters, as addresses are compared, and more than one label. */
const Domain = Schema.String.check(
  Schema.isPattern(/^(?:[^\s@.*\p{Lu}]+\.)+(?:[^\s@.*\p{Lu}]+|\*)$/u),
)

/** A relay, and where it is documented. */
export const Relay = Schema.Struct({
  /** The domain, its subdomains included; a last label `*` stands for any country's. */
  domain: Domain,
  issuer: Schema.NonEmptyString,
  source: Schema.NonEmptyString,
})
/** A relay, and where it is documented. */
export type Relay = typeof Relay.Type

/** The relays that shops meet most. Facts of 2026: a model adds those of a host to them. */
export const known: ReadonlyArray<Relay> = [
  {
    domain: "marketplace.amazon.*",
    issuer: "Amazon",
    source: "Selling Partner API, Orders: BuyerEmail is the anonymized e-mail address of the buyer",
  },
  {
    domain: "privaterelay.appleid.com",
    issuer: "Apple",
    source: "Sign in with Apple: private email relay service",
  },
  {
    domain: "members.ebay.*",
    issuer: "eBay",
    source: "Trading API, member communications: static e-mail address, an alias of the member",
  },
  {
    domain: "relay.walmart.com",
    issuer: "Walmart",
    source: "Marketplace API, orders: customerEmailId",
  },
  {
    domain: "scs.tiktokw.*",
    issuer: "TikTok Shop",
    source: "proxy addresses of orders, as help.retently.com shows them",
  },
  { domain: "mozmail.com", issuer: "Mozilla", source: "Firefox Relay: e-mail masks" },
  { domain: "duck.com", issuer: "DuckDuckGo", source: "DuckDuckGo Email Protection" },
]

/**
 * The relay of a domain in small letters, if it is one.
 *
 * @example
 * ```ts
 * import { Relay } from "entrepot/customers"
 *
 * console.log(Relay.of("marketplace.amazon.co.uk")?.issuer, Relay.of("example.com"))
 * ```
 * ```text
 * Amazon undefined
 * ```
 */
export const of = (domain: string, relays: ReadonlyArray<Relay> = known): Relay | undefined =>
  relays.find((relay) => {
    const dotted = `.${domain}`
    return relay.domain.endsWith("*")
      ? dotted.includes(`.${relay.domain.slice(0, -1)}`)
      : dotted.endsWith(`.${relay.domain}`)
  })

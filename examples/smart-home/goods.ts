/** What the company sells: its items, and what each channel calls them. */

/** An item as the company buys it. Prices are in USD. */
export interface Item {
  readonly sku: string
  readonly price: string
  readonly weightGrams: number
  /** It travels under UN 3481: lithium ion cells in equipment. */
  readonly hasLithium: boolean
  /** Each unit has a serial number. */
  readonly isSerialised: boolean
  /** How often it is bought: 6 is twice as often as 3. */
  readonly sells: number
  /** Days from a purchase order until the goods are there. */
  readonly leadDays: number
}

const item = (
  sku: string,
  price: string,
  weightGrams: number,
  sells: number,
  leadDays: number,
  more: Partial<Item> = {},
): Item => ({
  sku,
  price,
  weightGrams,
  sells,
  leadDays,
  hasLithium: false,
  isSerialised: false,
  ...more,
})

const lithium = { hasLithium: true }
const serialised = { isSerialised: true }

/** The items; those that sell best stand first. */
export const items: readonly [Item, ...ReadonlyArray<Item>] = [
  item("PLUG", "12.90", 110, 10, 6),
  item("BULB-WHITE", "9.90", 70, 9, 6),
  item("BULB-COLOUR", "14.90", 75, 8, 6),
  item("SENSOR-DOOR", "16.90", 45, 7, 7, lithium),
  item("SENSOR-MOTION", "19.90", 60, 6, 7, lithium),
  item("SWITCH", "21.90", 130, 6, 6),
  item("BUTTON", "11.90", 35, 5, 7, lithium),
  item("STRIP-LIGHT", "24.90", 260, 5, 8),
  item("HUB", "59.00", 340, 5, 9, serialised),
  item("CAMERA-INDOOR", "39.00", 210, 5, 9, serialised),
  item("CAMERA-OUTDOOR", "89.00", 480, 4, 9, { ...serialised, ...lithium }),
  item("DOORBELL", "99.00", 390, 4, 9, { ...serialised, ...lithium }),
  item("SENSOR-LEAK", "15.90", 50, 4, 7, lithium),
  item("THERMOSTAT", "119.00", 330, 3, 10, serialised),
  item("VALVE-RADIATOR", "44.90", 230, 3, 8),
  item("BLIND-MOTOR", "69.00", 720, 3, 10, lithium),
  item("REMOTE", "17.90", 80, 3, 7),
  item("SIREN", "29.90", 190, 3, 8),
  item("LOCK", "149.00", 910, 2, 10, { ...serialised, ...lithium }),
  item("SPEAKER", "49.90", 620, 2, 9),
  item("SOCKET-OUTDOOR", "27.90", 310, 2, 8),
  item("DIMMER", "25.90", 120, 2, 7),
  item("REPEATER", "22.90", 150, 1, 8),
  item("PANEL", "129.00", 560, 1, 10, serialised),
  item("BRACKET", "6.90", 140, 1, 5),
]

/** Something that a channel sells: one of our items, several of one, or a set of them. */
export interface Offer {
  /** As the channel calls it. */
  readonly sku: string
  readonly price: string
  readonly sells: number
  readonly of: readonly [Part, ...ReadonlyArray<Part>]
}

interface Part {
  readonly sku: string
  readonly quantity: number
}

/** What is sold as one, and is not kept as such: the listing map says what it is of. */
const packs: ReadonlyArray<Offer> = [
  { sku: "PLUG-4PK", price: "44.90", sells: 4, of: [{ sku: "PLUG", quantity: 4 }] },
  { sku: "BULB-COLOUR-2PK", price: "27.90", sells: 3, of: [{ sku: "BULB-COLOUR", quantity: 2 }] },
  {
    sku: "STARTER-SET",
    price: "99.00",
    sells: 3,
    of: [
      { sku: "HUB", quantity: 1 },
      { sku: "BULB-WHITE", quantity: 2 },
      { sku: "SENSOR-MOTION", quantity: 1 },
    ],
  },
  {
    sku: "ALARM-SET",
    price: "84.00",
    sells: 2,
    of: [
      { sku: "SIREN", quantity: 1 },
      { sku: "SENSOR-DOOR", quantity: 3 },
    ],
  },
]

/** Everything that is sold, under our own names. */
export const offers: readonly [Offer, ...ReadonlyArray<Offer>] = [...toOffers(items), ...packs]

function toOffers([first, ...rest]: typeof items): readonly [Offer, ...ReadonlyArray<Offer>] {
  return [toOffer(first), ...rest.map(toOffer)]
}

function toOffer({ sku, price, sells }: Item): Offer {
  return { sku, price, sells, of: [{ sku, quantity: 1 }] }
}

/** A channel: what it calls our offers, and how its orders differ from those of the others. */
export interface Shop {
  readonly id: string
  readonly account: string
  /** Of 100 orders. */
  readonly share: number
  /** What it calls an offer. */
  readonly nameOf: (sku: string) => string
  /** Of 100 of its orders, those that it sends from its own warehouse. */
  readonly sendsItself: number
  /** It hides its buyers' streets, and prints the labels. */
  readonly masks: boolean
  /** Of 1,000 of its orders, those that are paid to the courier. */
  readonly collects: number
}

const shop = { account: "us", sendsItself: 0, masks: false, collects: 0 }

/** The four channels. The company began on the first one alone. */
export const shops: readonly [Shop, ...ReadonlyArray<Shop>] = [
  { ...shop, id: "amazon", share: 45, nameOf: (sku) => `XYZ-${sku}`, sendsItself: 12 },
  { ...shop, id: "ebay", share: 20, nameOf: (sku) => `${sku}_EB` },
  { ...shop, id: "aliexpress", share: 20, nameOf: (sku) => `AE.${sku}`, masks: true },
  // Our own site calls everything as we do.
  { ...shop, id: "site", share: 15, nameOf: (sku) => sku, collects: 20 },
]

/** Listings that somebody put up and nobody told the office of, by channel and offer. */
export const forgotten: ReadonlySet<string> = new Set(["ebay SWITCH", "aliexpress ALARM-SET"])

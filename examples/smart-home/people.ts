/** Made-up buyers: who they are, where they live, and what they write. */
import type { Address } from "entrepot/kernel"
import type { Worlds } from "entrepot/testing"

type Some = readonly [string, ...ReadonlyArray<string>]

const firstNames: Some = ["Ana", "Ben", "Cleo", "Dev", "Eve", "Finn", "Gus", "Hana", "Ivo", "June"]
const lastNames: Some = ["Abbot", "Baker", "Cole", "Drew", "Ellis", "Frost", "Grant", "Hale", "Ito"]
const streets: Some = ["Elm Street", "Oak Avenue", "Lake Road", "Mill Lane", "Park Drive"]
const noAddress: Some = ["home", "at work", "see last order", "same house"]

/** What a buyer may write that a person has to read. */
export const remarks: Some = [
  "It is a gift, no prices please",
  "Urgent!",
  "Please deliver after 6 pm",
  "I need an invoice for my company",
]

interface City {
  readonly city: string
  readonly region: string
  /** The first three digits of its postcodes. */
  readonly prefix: string
}

/** Where buyers live: each city by the first three digits of its postcodes. */
const cities: readonly [City, ...ReadonlyArray<City>] = [
  { city: "New York", region: "NY", prefix: "100" },
  { city: "Boston", region: "MA", prefix: "021" },
  { city: "Philadelphia", region: "PA", prefix: "191" },
  { city: "Atlanta", region: "GA", prefix: "303" },
  { city: "Miami", region: "FL", prefix: "331" },
  { city: "Chicago", region: "IL", prefix: "606" },
  { city: "Dallas", region: "TX", prefix: "752" },
  { city: "Denver", region: "CO", prefix: "802" },
  { city: "Phoenix", region: "AZ", prefix: "850" },
  { city: "Los Angeles", region: "CA", prefix: "900" },
  { city: "Portland", region: "OR", prefix: "972" },
  { city: "Seattle", region: "WA", prefix: "981" },
]

/** A buyer, and the address that they mean. */
export interface Buyer {
  readonly ref: string
  readonly address: Address.Address
}

/** Draws a buyer; no two of them share a phone or a door. */
export const drawBuyer = (world: Worlds.World, number: number): Buyer => {
  const { city, region, prefix } = world.pick(cities)
  return {
    ref: `buyer-${number}`,
    address: {
      name: `${world.pick(firstNames)} ${world.pick(lastNames)}`,
      phone: `+1 555 ${String(1_000_000 + number)}`,
      lines: [`${number + 1} ${world.pick(streets)}`],
      city,
      region,
      postcode: `${prefix}${String(world.integer(0, 99)).padStart(2, "0")}`,
      country: "US",
    },
  }
}

/** An address of which nobody can tell the house. */
export const oddOf = (world: Worlds.World, address: Address.Address): Address.Address => ({
  ...address,
  lines: [world.pick(noAddress)],
})

/** As a marketplace shows it that hides its buyers; the token tells two of them apart. */
export const maskedOf = (
  address: Address.Address,
  ref: string,
  until: number,
): Address.Address => ({
  ...address,
  name: `${address.name?.charAt(0)}***`,
  phone: "+1 *** **00",
  lines: address.lines.map((line) => line.replace(/(?<=\d)\d+/, "**")),
  masked: true,
  token: { scope: "aliexpress", value: ref, expiresAt: until },
})

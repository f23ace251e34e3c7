/**
 * Codes of countries that people use beside those of ISO 3166-1.
 *
 * @module
 */
import type { Country } from "../../kernel/Address.ts"

/** As the European Union writes them (Interinstitutional style guide, 7.1.1). */
const others: ReadonlyMap<Country, Country> = new Map([
  ["UK", "GB"],
  ["EL", "GR"],
])

/** The code of ISO 3166-1 of a country, of which nobody else has another one. */
export const usual = (country: Country): Country => others.get(country) ?? country

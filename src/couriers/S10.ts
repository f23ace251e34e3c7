/**
 * Tracking numbers by the standard S10 of the Universal Postal Union. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import { Country } from "../kernel/Address.ts"

/** Two capital letters, such as `CP` for parcels or `RR` for registered letters. */
export const ServiceIndicator = Schema.String.check(
  Schema.isPattern(/^[A-Z]{2}$/, { expected: "two capital letters such as CP" }),
)

/** A serial number: up to eight digits. */
export const Serial = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 99_999_999 }))

/** The parts of a number; the check digit follows from the serial number. */
export const S10 = Schema.Struct({
  service: ServiceIndicator,
  serial: Serial,
  /** Who issued it. */
  country: Country,
})
/** The parts of a number. */
export type S10 = typeof S10.Type

const weights = [8, 6, 4, 2, 3, 5, 9, 7]

/**
 * The check digit of a serial number: 11 less the rest by 11 of the sum of its eight digits, times 8,
 * 6, 4, 2, 3, 5, 9 and 7; where that is 10 it is 0, and where it is 11 it is 5.
 *
 * Source: UPU standard S10-12, Identification of postal items, 13-character identifier.
 */
export const checkDigit = (serial: number): number => {
  const digits = String(serial).padStart(8, "0")
  const sum = weights.reduce((sum, weight, at) => sum + weight * Number(digits.charAt(at)), 0)
  const check = 11 - (sum % 11)
  return check === 10 ? 0 : check === 11 ? 5 : check
}

/**
 * The number as it is printed, of 13 characters.
 *
 * @example
 * ```ts
 * import { S10 } from "entrepot/couriers"
 *
 * console.log(S10.format({ service: "RR", serial: 47312482, country: "GB" }))
 * ```
 * ```text
 * RR473124829GB
 * ```
 */
export const format = ({ service, serial, country }: S10): string =>
  `${service}${String(serial).padStart(8, "0")}${checkDigit(serial)}${country}`

const grammar = /^([A-Z]{2})(\d{8})(\d)([A-Z]{2})$/

/**
 * The parts of a number as it was printed or scanned; none where it is no such number, or its check
 * digit is wrong.
 */
export const parse = (text: string): S10 | undefined => {
  const [, service, serial, check, country] = grammar.exec(text) ?? []
  if (service === undefined || serial === undefined || country === undefined) return undefined
  return checkDigit(Number(serial)) === Number(check)
    ? { service, serial: Number(serial), country }
    : undefined
}

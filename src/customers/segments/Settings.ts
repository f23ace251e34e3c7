/**
 * Settings: by what the facts of segments are read, and from when on. Pure.
 *
 * @module
 */
import type * as Calendar from "../../kernel/Calendar.ts"
import type { Setting } from "./SegmentFacts.ts"

/** By what facts are read from an instant on (epoch milliseconds), until the next setting begins. */
export interface SettingFrom {
  readonly from: Calendar.Instant
  readonly setting: Setting
}

/**
 * The settings of a shop in the order of time; before the first nobody is a member of anything. Whoever
 * adds to their end and leaves the others as they are finds the same past again.
 */
export type Settings = ReadonlyArray<SettingFrom>

/**
 * One setting, for all times.
 *
 * @example
 * ```ts
 * import { Settings } from "entrepot/customers"
 *
 * console.log(Settings.at(Settings.always({ currency: "EUR" }), 0)?.currency)
 * ```
 * ```text
 * EUR
 * ```
 */
export const always = (setting: Setting): Settings => [{ from: -Infinity, setting }]

/**
 * The setting of an instant.
 *
 * @example
 * ```ts
 * import { Settings } from "entrepot/customers"
 *
 * const settings: Settings.Settings = [
 *   ...Settings.always({ currency: "EUR" }),
 *   { from: 1_000, setting: { currency: "USD" } },
 * ]
 * console.log(Settings.at(settings, 999)?.currency, Settings.at(settings, 1_000)?.currency)
 * ```
 * ```text
 * EUR USD
 * ```
 */
export const at = (settings: Settings, instant: Calendar.Instant): Setting | undefined =>
  settings.findLast(({ from }) => from <= instant)?.setting

/**
 * E-mail addresses in one form, and which of them stand for one person.
 *
 * @module
 */
import { Result } from "effect"

import * as Mask from "./Mask.ts"
import type { Reading } from "./Reading.ts"
import * as Relay from "./Relay.ts"

/** No space, no quotes and one `@`: what people have, not all that RFC 5321 allows. */
const form = /^[^\s@"<>(),;:\\]+@(?:[^\s@"<>(),;:\\.]+\.)+[^\s@"<>(),;:\\.]{2,}$/u

/** One mailbox by two names of its domain, in which dots and what follows a plus do not count. */
const gmail = ["gmail.com", "googlemail.com"]

/**
 * An e-mail address in small letters without what does not change the mailbox: in Gmail dots and a
 * tag after `+` ("dots don't matter", Gmail Help). A masked one keeps its stars. None for an address
 * with spaces in it, and for that of a relay.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Email } from "entrepot/customers"
 *
 * const read = (text: string) => Result.merge(Email.read(text))
 * console.log(read(" Ada.L+shop@GoogleMail.com "), read("a*a@example.com"))
 * console.log(read("a da@example.com"), read("x7f@marketplace.amazon.de"))
 * ```
 * ```text
 * adal@gmail.com a*a@example.com
 * malformed relay
 * ```
 */
export const read = (given: string, relays?: ReadonlyArray<Relay.Relay>): Reading => {
  // What does not show, such as a mark of the direction of writing, nobody typed.
  const text = Mask.normalise(given.normalize("NFKC").replace(/\p{Cf}/gu, ""))
    .trim()
    .toLowerCase()
  const at = text.lastIndexOf("@")
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)]
  if (!form.test(text)) return Result.fail("malformed")
  if (Relay.of(domain, relays) !== undefined) return Result.fail("relay")
  if (!Mask.showsAny(local)) return Result.fail("hidden")
  if (Mask.isMasked(text) || !gmail.includes(domain)) return Result.succeed(text)
  const mailbox = local.replace(/\+.*$/, "").replaceAll(".", "")
  return mailbox === "" ? Result.fail("malformed") : Result.succeed(`${mailbox}@gmail.com`)
}

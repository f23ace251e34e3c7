/**
 * By which phones and e-mail addresses the order desk would know somebody. Pure.
 *
 * @module
 */
import type * as BuyerMarks from "../../orders/review/BuyerMarks.ts"
import * as Mask from "../evidence/Mask.ts"
import type { PersonRecord } from "../profile/PersonRecord.ts"

/** The contacts that are kept of a person in clear; none that is a mask, which is that of many. */
export const of = ({ country: usual, kept }: PersonRecord): ReadonlyArray<BuyerMarks.Contact> =>
  kept.identifiers.flatMap(({ identifier }): ReadonlyArray<BuyerMarks.Contact> => {
    const { _tag, value: text } = identifier
    if (Mask.isMasked(Mask.normalise(text))) return []
    switch (_tag) {
      case "Phone":
        return [{ by: "phone", text, country: identifier.country ?? usual }]
      case "Email":
        return [{ by: "email", text }]
      default:
        return []
    }
  })

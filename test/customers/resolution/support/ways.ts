import type { Link } from "entrepot/customers"

/** All ways from one record to another that meet no record twice. */
export const ways = (
  all: ReadonlyArray<Link.Link>,
  from: string,
  to: string,
  met = [from],
): ReadonlyArray<ReadonlyArray<Link.Link>> =>
  from === to
    ? [[]]
    : all.flatMap((link) => {
        const next = link.a === from ? link.b : link.b === from ? link.a : undefined
        if (next === undefined || met.includes(next)) return []
        return ways(all, next, to, [...met, next]).map((way) => [link, ...way])
      })

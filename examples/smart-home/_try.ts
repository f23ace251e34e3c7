import { draw } from "./day.ts"
import { work } from "./byHand.ts"
import { slipsOf, secondsOf } from "./touches.ts"
import { countErrors, countUnsent, sentRight, perPersonHour } from "./outcome.ts"
const seed = Number(process.argv[2] ?? 2026)
const day = draw(seed)
console.log(day.orders[0]?.shown[0], day.openings.slice(0,3), day.blacklist.length)
const b = work(day, slipsOf(seed))
console.log(countErrors(b), countUnsent(b), sentRight(b), secondsOf(b.work), perPersonHour(sentRight(b), secondsOf(b.work)), b.work)
console.log("high value", day.orders.filter(o=>o.hasOddAddress).length, day.orders.filter(o=>o.isBlacklisted).length)

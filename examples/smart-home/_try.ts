import { Effect } from "effect"
import { draw } from "./day.ts"
import { work } from "./byDesk.ts"
import { slipsOf, secondsOf } from "./touches.ts"
import { countErrors, countUnsent, sentRight, perPersonHour } from "./outcome.ts"
const seed = Number(process.argv[2] ?? 2026)
const day = draw(seed, Number(process.argv[3] ?? 1000))
const b = await Effect.runPromise(work(day, slipsOf(seed), (s, t) => console.error(s.toFixed(2), t, (process.cpuUsage().user/1e6).toFixed(1))))
console.log(countErrors(b), countUnsent(b), sentRight(b), secondsOf(b.work), perPersonHour(sentRight(b), secondsOf(b.work)), b.work)
const {fates: _, work: __, held, ...rest} = b
console.log(JSON.stringify(rest), held.length)

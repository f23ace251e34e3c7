import { requests, wideRequests, everyRoute } from "./support/worlds.ts"
import { Route } from "entrepot/routing"
import { Result } from "effect"
import fc from "fast-check"
const cpu = <A>(f: () => A): [A, number] => { const c = process.cpuUsage(); const a = f(); const u = process.cpuUsage(c); return [a, u.user + u.system] }
for (const arb of [requests, wideRequests.map((x) => ({ ...x, limits: { ...x.limits, budget: 3 } }))]) {
for (let r=0;r<3;r++) {
  const [w, g] = cpu(() => fc.sample(arb, { numRuns: 500, seed: 1 }))
  let t = [0,0], n=[0,0], gaps = 0
  for (const x of w) { const [p, m] = cpu(() => Route.plan(x)); const i = Result.isSuccess(p)?0:1; t[i]!+=m; n[i]!++; if (Result.isSuccess(p) && p.success.certificate.gap) gaps++ }
  const [, b] = cpu(() => w.map((x) => everyRoute(x)))
  console.log(n, t.map((x,i)=>Math.round(x/n[i]!)), "gen", g/500, "brute", b/500, "gaps", gaps)
} }

import { Effect, Stream, Schema } from "effect"
import * as Csv from "entrepot/adapters/channels/csv"
import { ChannelOrder } from "entrepot/channels"
const t=performance.now(); let n=0,docs=0,ref=0,pages=0,rep=0,ts=0,peak=0; const kinds:Record<string,number>={}; const klines:Record<string,number>={}; let last=""; let mid=""
const is = Schema.is(ChannelOrder.ChannelOrder)
await Effect.runPromise(Effect.gen(function*(){
  const ch = yield* Csv.make({path: process.argv[2] ?? "../shared/data/retail/online_retail.csv.gz"})
  yield* Stream.runForEach(ch.orders.pull(process.argv[3]), (p) => Effect.sync(()=>{ pages++; last=p.checkpoint; if(pages===100) mid=last; ref+=p.rejected.length; if (p.rejected.length && pages<3) console.log(p.rejected.slice(0,3).map(r=>r.message+" :: "+r.raw)); docs+=p.items.length; for(const d of p.items){ if (process.argv[4] && !is(d.value)) throw new Error(JSON.stringify(d.value)); n+=d.value.lines.length; kinds[d.value.kind]=(kinds[d.value.kind]??0)+1; klines[d.value.kind]=(klines[d.value.kind]??0)+d.value.lines.length; let two=false; for (const l of d.value.lines){ if(l.repeatOf)rep++; if (l.placedAt!==undefined) two=true}; if(two)ts++ } if (pages%20===0) peak=Math.max(peak,process.memoryUsage().rss); if(pages===1) console.log(JSON.stringify(p.items[0]).slice(0,900), p.progress) }))
}))
console.log({n,docs,ref,pages,rep,ts,kinds,klines,last,mid}, Math.round(performance.now()-t), peak/1e6, process.cpuUsage())

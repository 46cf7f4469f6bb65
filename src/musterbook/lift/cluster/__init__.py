"""Past one machine: searches and futures spread over a Ray cluster, the optional extra `musterbook[cluster]`.

`joining` goes into a cluster and says who may not help, `spread` searches with many seeds, `foreseeing` replays futures
and asks what one more would save. Only figures leave this machine (`bare`), and nothing that comes back is believed:
a plan is simulated and checked here, a part of the futures is played again here. Ray is imported in `joining` and
`crew` alone, and only when a cluster is asked for.
"""

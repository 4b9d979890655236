"""Who is who: the gold, the baselines, ours, and a peer, on one file of aliases."""

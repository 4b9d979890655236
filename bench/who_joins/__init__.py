"""Who joins? The back-test of stakes: protocols, baselines, peers and measures, one file each."""

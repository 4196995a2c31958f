"""The risk share: who bears what, the shape of each rule, and what would be under other forecasts."""

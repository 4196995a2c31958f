"""What a measure's figures mean: judgement against a target, direction, projection, data quality."""

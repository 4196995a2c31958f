"""Public-health indicators: values, intervals, standardised rates, quantiles and funnels.

The formulas and every choice made where sources differ: docs/rules/indicators.md. Missing numbers
are NaN inside these modules and null outside: `answers` never lets a NaN or an infinity out.
"""

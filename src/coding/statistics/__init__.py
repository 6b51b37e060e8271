"""Coefficients, intervals and tests for few interviews: arrays in, `Estimate` out."""

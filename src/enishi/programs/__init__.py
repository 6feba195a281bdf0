"""What a region promises: assets, earning rules, who pays."""

"""What a job search is: values and rules. Standard library only; no clock, disk, network or Qt."""

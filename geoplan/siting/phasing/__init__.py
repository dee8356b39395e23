"""Which item of a programme starts in which year, within what each year can pay."""

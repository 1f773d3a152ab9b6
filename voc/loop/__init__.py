"""The closed loop: collected -> analysed -> handed to a department -> acted on -> effect measured -> closed."""
